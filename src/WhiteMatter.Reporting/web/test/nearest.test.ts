import assert from "node:assert/strict";
import { test } from "node:test";
import { lowerBound, nearest } from "../src/nearest";

test("lower bound finds the first of equal values", () => {
  assert.equal(lowerBound([1, 2, 2, 2, 5], 2), 1);
  assert.equal(lowerBound([1, 2, 2, 2, 5], 6), 5);
  assert.equal(lowerBound([], 1), 0);
});

test("the nearest point agrees with looking at every point", () => {
  let state = 12345;
  const draw = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const xs = Array.from({ length: 500 }, draw).sort((a, b) => a - b);
  const ys = Array.from({ length: 500 }, () => 10 * draw());
  for (let trial = 0; trial < 200; trial++) {
    const [x, y] = [draw(), 10 * draw()];
    const distance = (i: number): number => Math.hypot((xs[i]! - x) * 1000, (ys[i]! - y) * 40);
    const best = xs.map((_, i) => i).reduce((a, b) => (distance(b) < distance(a) ? b : a));
    const found = nearest(xs, ys, x, y, 1000, 40, 12);
    if (distance(best) <= 12) {
      assert.equal(found, best);
    } else {
      assert.equal(found, null);
    }
  }
});

test("nothing is found out of reach", () => assert.equal(nearest([0, 1], [0, 1], 0.5, 0.5, 100, 100, 10), null));
