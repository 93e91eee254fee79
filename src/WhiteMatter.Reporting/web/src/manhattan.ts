import uPlot from "uplot";
import { type AssociationData, floats, integers, type PlotData, type Variants } from "./data";
import { genomeTicks, type Tick } from "./genome-axis";
import { nearest } from "./nearest";
import { effect, pValue } from "./numbers";
import type { Theme } from "./theme";
import { Tooltip } from "./tooltip";

/** Draws a Manhattan plot into a host element. Dragging zooms along the genome, a double click shows all of it. */
export function manhattan(host: HTMLElement, data: AssociationData, variants: Variants, plot: PlotData, theme: Theme): uPlot {
  const variant = integers(plot.variant);
  const ys = floats(plot.y);
  const beta = floats(plot.beta);
  const se = floats(plot.se);
  const trait = integers(plot.trait);
  const xs = Float64Array.from(variant, (v) => variants.coordinate(v));
  const parity = Uint8Array.from(variant, (v) => variants.chromosome[v]! % 2);
  const top = Math.max(ys.reduce((a, b) => Math.max(a, b), 0) * 1.06, plot.threshold + 1);
  const tooltip = new Tooltip();
  let ticks: Tick[] = [];

  const hovered = (u: uPlot): number | null => {
    const { left = -1, top: y = -1 } = u.cursor;
    if (left < 0 || y < 0) {
      return null;
    }
    const { min: x0, max: x1 } = u.scales["x"]!;
    const { min: y0, max: y1 } = u.scales["y"]!;
    return nearest(xs, ys, u.posToVal(left, "x"), u.posToVal(y, "y"), u.over.clientWidth / (x1! - x0!), u.over.clientHeight / (y1! - y0!), 12);
  };

  const draw = (u: uPlot): void => {
    const { ctx, bbox } = u;
    const ratio = uPlot.pxRatio;
    const { min: x0, max: x1 } = u.scales["x"]!;
    const { min: y0, max: y1 } = u.scales["y"]!;
    const scaleX = bbox.width / (x1! - x0!);
    const scaleY = bbox.height / (y1! - y0!);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top - 4 * ratio, bbox.width, bbox.height + 8 * ratio);
    ctx.clip();
    const small = u.width < 600 ? 1.1 : 1.6;
    const layers: readonly (readonly [colour: string, radius: number, member: (i: number) => boolean])[] = [
      [theme.odd, small, (i) => ys[i]! < plot.threshold && parity[i] === 0],
      [theme.even, small, (i) => ys[i]! < plot.threshold && parity[i] === 1],
      [theme.hit, 2.4, (i) => ys[i]! >= plot.threshold],
    ];
    for (const [colour, radius, member] of layers) {
      ctx.fillStyle = colour;
      ctx.beginPath();
      const r = radius * ratio;
      for (let i = 0; i < xs.length; i++) {
        if (xs[i]! >= x0! && xs[i]! <= x1! && member(i)) {
          const x = bbox.left + (xs[i]! - x0!) * scaleX;
          const y = bbox.top + bbox.height - (ys[i]! - y0!) * scaleY;
          ctx.moveTo(x + r, y);
          ctx.arc(x, y, r, 0, 2 * Math.PI);
        }
      }
      ctx.fill();
    }
    const y = bbox.top + bbox.height - (plot.threshold - y0!) * scaleY;
    ctx.strokeStyle = theme.hit;
    ctx.lineWidth = ratio;
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  };

  const show = (u: uPlot): void => {
    const i = u.cursor.idxs?.[1];
    if (i === null || i === undefined || (u.cursor.left ?? -1) < 0) {
      tooltip.hide();
      return;
    }
    const v = variant[i]!;
    const [effectAllele, otherAllele] = variants.alleles(v);
    const frequency = variants.frequency[v]!;
    const rows: [string, string][] = [
      ["Position", variants.place(v)],
      ["Effect allele", effectAllele + (Number.isNaN(frequency) ? "" : ` (frequency ${frequency.toFixed(3)})`)],
      ["Other allele", otherAllele],
      ...(data.joint
        ? ([["Statistic", effect(beta[i]!)]] as [string, string][])
        : ([["\u03b2", effect(beta[i]!)], ["SE", effect(se[i]!)]] as [string, string][])),
      ["P", pValue(ys[i]!)],
    ];
    if (data.joint) {
      rows.unshift(["Driving trait", data.traits[trait[i]!] ?? ""]);
    } else if (plot.overview) {
      rows.unshift(["Trait", data.traits[trait[i]!] ?? ""]);
    }
    tooltip.show(u, u.valToPos(xs[i]!, "x"), u.valToPos(ys[i]!, "y"), variants.ids[v] ?? "", rows);
  };

  const options: uPlot.Options = {
    width: host.clientWidth,
    height: host.clientWidth < 600 ? 280 : 380,
    legend: { show: false },
    padding: [12, 12, 0, 0],
    scales: {
      x: { time: false, range: (_u, min, max) => (min === max || min === null ? [0, data.total] : [min, max]) },
      y: { range: () => [0, top] },
    },
    cursor: {
      y: false,
      x: false,
      drag: { x: true, y: false, dist: 6 },
      dataIdx: (u, seriesIdx, closest) => (seriesIdx === 0 ? closest : hovered(u)),
      points: { size: 10, width: 2, stroke: theme.ink, fill: "transparent" },
    },
    axes: [
      {
        stroke: theme.muted, font: theme.font, labelFont: theme.font, label: "Chromosome", labelSize: 22, size: 30,
        grid: { show: false }, ticks: { show: false }, border: { show: true, stroke: theme.rule, width: 1 },
        splits: (u, _axis, min, max) => {
          ticks = genomeTicks(data.chromosomes, min, max, Math.max(1, u.width - 72) / (max - min));
          return ticks.map((tick) => tick.at);
        },
        values: (_u, splits) => splits.map((at) => ticks.find((tick) => tick.at === at)?.label ?? ""),
      },
      {
        stroke: theme.muted, font: theme.font, labelFont: theme.font, label: "\u2212log\u2081\u2080 P", labelSize: 22, size: 40,
        grid: { stroke: theme.rule, width: 1 }, ticks: { show: false }, space: 48,
        values: (_u, splits) => splits.map((value) => String(Number(value.toPrecision(6)))),
      },
    ],
    series: [{}, { label: "P", scale: "y", paths: () => null, points: { show: false }, stroke: theme.ink }],
    hooks: { draw: [draw], setCursor: [show], ready: [(u) => tooltip.attach(u)] },
  };
  const chart = new uPlot(options, [xs, ys], host);
  chart.setScale("x", { min: 0, max: data.total });
  chart.over.addEventListener("dblclick", () => chart.setScale("x", { min: 0, max: data.total }));
  return chart;
}
