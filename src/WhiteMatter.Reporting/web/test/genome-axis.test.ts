import assert from "node:assert/strict";
import { test } from "node:test";
import { genomeTicks } from "../src/genome-axis";

const chromosomes = [["1", 1000, 0], ["2", 800, 1010], ["X", 500, 1820]] as const;

test("whole chromosomes are named at their middles", () => {
  assert.deepEqual(genomeTicks(chromosomes, 0, 2320, 1), [{ at: 500, label: "1" }, { at: 1410, label: "2" }, { at: 2070, label: "X" }]);
});

test("names that would touch are left out", () => {
  // Middles at 5, 14.1 and 20.7 pixels; a one-letter name takes 7.5 pixels either side.
  assert.deepEqual(genomeTicks(chromosomes, 0, 2320, 0.01).map((tick) => tick.label), ["1", "X"]);
});

test("a view inside one chromosome has megabases", () => {
  const long = [["6", 170_000_000, 0]] as const;
  const ticks = genomeTicks(long, 26_000_000, 34_000_000, 900 / 8_000_000);
  assert.deepEqual(ticks.map((tick) => tick.label), ["6: 26 Mb", "6: 27 Mb", "6: 28 Mb", "6: 29 Mb", "6: 30 Mb", "6: 31 Mb", "6: 32 Mb", "6: 33 Mb", "6: 34 Mb"]);
});

test("a close view has decimals enough to tell ticks apart", () => {
  const long = [["6", 170_000_000, 0]] as const;
  const labels = genomeTicks(long, 29_000_000, 29_010_000, 900 / 10_000).map((tick) => tick.label);
  assert.equal(new Set(labels).size, labels.length);
  assert.equal(labels[1], "6: 29.001 Mb");
});
