import uPlot from "uplot";
import { floats, type QqData } from "./data";
import { nearest } from "./nearest";
import { pValue } from "./numbers";
import type { Theme } from "./theme";
import { Tooltip } from "./tooltip";

/** Draws a quantile-quantile plot with the 95% band of independent uniform P values. */
export function quantiles(host: HTMLElement, qq: QqData, theme: Theme): uPlot {
  const reversed = (text: string): Float32Array => floats(text).reverse();
  const expected = reversed(qq.expected);
  const observed = reversed(qq.observed);
  const lower = reversed(qq.lower);
  const upper = reversed(qq.upper);
  const last = expected[expected.length - 1] ?? 1;
  const top = Math.max(observed[observed.length - 1] ?? 1, last) * 1.06;
  const tooltip = new Tooltip();

  const draw = (u: uPlot): void => {
    const { ctx } = u;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.fillStyle = theme.odd;
    ctx.beginPath();
    for (let i = 0; i < expected.length; i++) {
      const x = u.valToPos(expected[i]!, "x", true);
      const y = u.valToPos(observed[i]!, "y", true);
      ctx.moveTo(x + 2 * ratio, y);
      ctx.arc(x, y, 2 * ratio, 0, 2 * Math.PI);
    }
    ctx.fill();
    ctx.restore();
  };

  const hovered = (u: uPlot): number | null => {
    const { left = -1, top: y = -1 } = u.cursor;
    return left < 0 ? null
      : nearest(expected, observed, u.posToVal(left, "x"), u.posToVal(y, "y"), u.over.clientWidth / (last * 1.04), u.over.clientHeight / top, 14);
  };

  const band: uPlot.Series = { scale: "y", points: { show: false }, width: 0, stroke: "transparent" };
  const axis: uPlot.Axis = {
    stroke: theme.muted, font: theme.font, labelFont: theme.font, labelSize: 22, grid: { stroke: theme.rule, width: 1 }, ticks: { show: false },
    values: (_u, splits) => splits.map((value) => String(Number(value.toPrecision(6)))),
  };
  return new uPlot({
    width: host.clientWidth,
    height: innerWidth <= 800 ? 320 : 380,
    legend: { show: false },
    padding: [12, 12, 0, 0],
    scales: { x: { time: false, range: () => [0, last * 1.04] }, y: { range: () => [0, top] } },
    cursor: {
      x: false, y: false, drag: { x: false, y: false },
      dataIdx: (u, seriesIdx, closest) => (seriesIdx === 4 ? hovered(u) : seriesIdx === 0 ? closest : null),
      points: { size: 10, width: 2, stroke: theme.ink, fill: "transparent" },
    },
    axes: [
      { ...axis, label: "Expected \u2212log\u2081\u2080 P", size: 30 },
      { ...axis, label: "Observed \u2212log\u2081\u2080 P", size: 40 },
    ],
    series: [{}, band, band, { scale: "y", stroke: theme.muted, width: 1, pxAlign: 0, points: { show: false } }, { scale: "y", paths: () => null, points: { show: false }, stroke: theme.ink }],
    bands: qq.dependent ? [] : [{ series: [2, 1], fill: theme.band }],
    hooks: {
      draw: [draw],
      ready: [(u) => tooltip.attach(u)],
      setCursor: [(u) => {
        const i = u.cursor.idxs?.[4];
        if (i === null || i === undefined || (u.cursor.left ?? -1) < 0) {
          tooltip.hide();
          return;
        }
        tooltip.show(u, u.valToPos(expected[i]!, "x"), u.valToPos(observed[i]!, "y"), "Quantile", [
          ["Expected P", pValue(expected[i]!)], ["Observed P", pValue(observed[i]!)],
        ]);
      }],
    },
  }, [expected, lower, upper, expected, observed], host);
}
