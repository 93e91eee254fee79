import type { AssociationData } from "./data";

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/**
 * Ticks of the genome axis: chromosome names at their middles while several are in view, megabases of the chromosome once
 * the view lies within one. A name that would touch its neighbour is left out.
 */
export function genomeTicks(chromosomes: AssociationData["chromosomes"], min: number, max: number, pixelsPerBase: number): Tick[] {
  const seen = chromosomes.filter(([, length, offset]) => offset + length > min && offset < max);
  const only = seen[0];
  if (seen.length === 1 && only && max - min < 0.9 * only[1]) {
    return megabaseTicks(only, min, max, pixelsPerBase);
  }
  const ticks: Tick[] = [];
  let freeFrom = -Infinity;
  for (const [name, length, offset] of seen) {
    const from = Math.max(offset, min);
    const to = Math.min(offset + length, max);
    const at = (from + to) / 2;
    const half = (4 + 3.5 * name.length) / pixelsPerBase;
    if (at - half >= freeFrom && (to - from) * pixelsPerBase >= 4) {
      ticks.push({ at, label: name });
      freeFrom = at + half;
    }
  }
  return ticks;
}

function megabaseTicks([name, , offset]: AssociationData["chromosomes"][number], min: number, max: number, pixelsPerBase: number): Tick[] {
  const rough = 90 / pixelsPerBase;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough)!);
  const digits = Math.max(0, -Math.floor(Math.log10(step / 1e6) + 1e-9));
  const ticks: Tick[] = [];
  for (let at = Math.ceil((min - offset) / step) * step; at + offset <= max; at += step) {
    ticks.push({ at: at + offset, label: `${name}: ${(at / 1e6).toFixed(digits)} Mb` });
  }
  return ticks;
}
