/** First index whose value is at least x; the values ascend. */
export function lowerBound(values: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/**
 * The point nearest to a place on the screen, or null where none is within reach. xs ascends; scales are pixels per unit.
 */
export function nearest(
  xs: ArrayLike<number>, ys: ArrayLike<number>, x: number, y: number, pixelsPerX: number, pixelsPerY: number, reach: number,
): number | null {
  const from = lowerBound(xs, x - reach / pixelsPerX);
  let best: number | null = null;
  let least = reach * reach;
  for (let i = from; i < xs.length && (xs[i]! - x) * pixelsPerX <= reach; i++) {
    const dx = (xs[i]! - x) * pixelsPerX;
    const dy = (ys[i]! - y) * pixelsPerY;
    const distance = dx * dx + dy * dy;
    if (distance <= least) {
      least = distance;
      best = i;
    }
  }
  return best;
}
