import { type Box, enclose } from "./boxes";

const svgNamespace = "http://www.w3.org/2000/svg";

/** Offers the drawing of a figure as an SVG or a PNG file; of several drawings one that holds them as they stand on the page. */
export function offerPictures(figure: HTMLElement): void {
  const drawings = [...figure.querySelectorAll<SVGSVGElement>(".static svg, .drawing svg")];
  const place = figure.querySelector<HTMLElement>(".save");
  const [first] = drawings;
  if (!first || !place) {
    return;
  }
  const name = figure.dataset["file"] ?? "figure";
  const picture = (): SVGSVGElement => (drawings.length === 1 ? first : together(figure, drawings));
  const text = (): string => new XMLSerializer().serializeToString(picture());
  const address = (): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text())}`;
  place.append("Save as ", button("SVG", () => save(address(), `${name}.svg`)), " ", button("PNG", () => {
    const image = new Image();
    image.addEventListener("load", () => {
      const { width, height } = picture().viewBox.baseVal;
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

/** One drawing of several, with the words between them, each where it stands on the page. */
function together(figure: HTMLElement, drawings: SVGSVGElement[]): SVGSVGElement {
  const words = [...figure.querySelectorAll<HTMLElement>(".drawing p")];
  const box = (element: Element): Box => element.getBoundingClientRect();
  const whole = enclose([...drawings, ...words].map(box));
  const outer = document.createElementNS(svgNamespace, "svg");
  outer.setAttribute("viewBox", `0 0 ${whole.width} ${whole.height}`);
  outer.setAttribute("font-family", "Helvetica,Arial,sans-serif");
  outer.setAttribute("font-size", "13");
  for (const drawing of drawings) {
    const copy = drawing.cloneNode(true) as SVGSVGElement;
    const at = box(drawing);
    copy.setAttribute("x", String(at.left - whole.left));
    copy.setAttribute("y", String(at.top - whole.top));
    copy.setAttribute("width", String(at.width));
    copy.setAttribute("height", String(at.height));
    outer.append(copy);
  }
  for (const word of words) {
    const label = document.createElementNS(svgNamespace, "text");
    const at = box(word);
    label.setAttribute("x", String(at.left - whole.left));
    label.setAttribute("y", String(at.top - whole.top + at.height / 2 + 4));
    label.textContent = word.textContent;
    outer.append(label);
  }
  return outer;
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
