import type uPlot from "uplot";

/** A small box beside the pointer; its text is set as text, never as markup. */
export class Tooltip {
  private readonly box = document.createElement("div");

  constructor() {
    this.box.className = "tip";
    this.box.hidden = true;
    this.box.setAttribute("role", "status");
  }

  attach(plot: uPlot): void {
    plot.over.append(this.box);
  }

  hide(): void {
    this.box.hidden = true;
  }

  show(plot: uPlot, left: number, top: number, title: string, rows: readonly (readonly [label: string, value: string])[]): void {
    const heading = document.createElement("strong");
    heading.textContent = title;
    const list = document.createElement("dl");
    for (const [label, value] of rows) {
      const term = document.createElement("dt");
      term.textContent = label;
      const text = document.createElement("dd");
      text.textContent = value;
      list.append(term, text);
    }
    this.box.replaceChildren(heading, list);
    this.box.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const room = { width: plot.over.clientWidth, height: plot.over.clientHeight };
    const x = left + 14 + width <= room.width ? left + 14 : Math.max(0, left - 14 - width);
    const y = Math.min(Math.max(0, top - height / 2), Math.max(0, room.height - height));
    this.box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}
