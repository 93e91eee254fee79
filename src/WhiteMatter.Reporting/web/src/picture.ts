/** Offers the static drawing of a figure as an SVG or a PNG file. */
export function offerPictures(figure: HTMLElement): void {
  const drawing = figure.querySelector<SVGSVGElement>(".static svg");
  const place = figure.querySelector<HTMLElement>(".save");
  if (!drawing || !place) {
    return;
  }
  const name = figure.dataset["file"] ?? "figure";
  const text = (): string => new XMLSerializer().serializeToString(drawing);
  const address = (): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text())}`;
  place.append("Save as ", button("SVG", () => save(address(), `${name}.svg`)), " ", button("PNG", () => {
    const image = new Image();
    image.addEventListener("load", () => {
      const { width, height } = drawing.viewBox.baseVal;
      const canvas = document.createElement("canvas");
      canvas.width = 3 * width;
      canvas.height = 3 * height;
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), `${name}.png`);
    });
    image.src = address();
  }));
}

function button(label: string, act: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
