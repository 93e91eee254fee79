import type uPlot from "uplot";
import { type AssociationData, Variants } from "./data";
import { manhattan } from "./manhattan";
import { offerPictures } from "./picture";
import { quantiles } from "./qq";
import { makeSortable } from "./sorting";
import { currentTheme } from "./theme";

/** The figures of one association: shows one trait at a time and draws it when it is first shown. */
class Association {
  private readonly data: AssociationData;
  private readonly variants: Variants;
  private readonly panels: HTMLElement[];
  private charts: uPlot[] = [];
  private shown = 0;

  constructor(private readonly root: HTMLElement) {
    const block = document.getElementById(`${root.id}-data`);
    this.data = JSON.parse(block?.textContent ?? "") as AssociationData;
    this.variants = new Variants(this.data);
    this.panels = [...root.querySelectorAll<HTMLElement>(".panel")];
    const select = root.querySelector<HTMLSelectElement>("select");
    select?.addEventListener("change", () => this.show(select.selectedIndex));
    root.querySelectorAll<HTMLElement>("figure").forEach(offerPictures);
    this.show(select?.selectedIndex ?? 0);
    let width = root.clientWidth;
    new ResizeObserver(() => {
      if (root.clientWidth !== width) {
        width = root.clientWidth;
        this.show(this.shown);
      }
    }).observe(root);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.show(this.shown));
  }

  private show(index: number): void {
    this.charts.forEach((chart) => chart.destroy());
    this.charts = [];
    this.shown = index;
    this.panels.forEach((panel, i) => panel.classList.toggle("current", i === index));
    const plot = this.data.plots[index];
    const panel = this.panels[index];
    if (!plot || !panel) {
      return;
    }
    const theme = currentTheme();
    const live = (kind: string): HTMLElement | null => panel.querySelector<HTMLElement>(`.${kind} .live`);
    const [left, right] = [live("manhattan"), live("qq")];
    if (left) {
      this.charts.push(manhattan(left, this.data, this.variants, plot, theme));
    }
    if (right && plot.qq) {
      this.charts.push(quantiles(right, plot.qq, theme));
    }
    this.root.dataset["ready"] = String(index);
  }
}

document.documentElement.classList.add("scripted");
document.querySelectorAll<HTMLTableElement>("table.sortable").forEach(makeSortable);
document.querySelectorAll<HTMLElement>(".drawing").forEach((drawing) => offerPictures(drawing.parentElement!));
document.querySelectorAll<HTMLElement>(".association[id]").forEach((root) => new Association(root));
