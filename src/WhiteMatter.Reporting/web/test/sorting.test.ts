import assert from "node:assert/strict";
import { test } from "node:test";
import { compareCells } from "../src/sorting";

const sorted = (values: string[], direction: "ascending" | "descending"): string[] => [...values].sort((a, b) => compareCells(a, b, direction));

test("numbers are sorted by size, not as text", () => assert.deepEqual(sorted(["10", "9", "-1", "2.5"], "ascending"), ["-1", "2.5", "9", "10"]));
test("text is sorted as text", () => assert.deepEqual(sorted(["rs2", "rs10", "rs1"], "ascending"), ["rs1", "rs10", "rs2"]));
test("descending is the other way round", () => assert.deepEqual(sorted(["1", "3", "2"], "descending"), ["3", "2", "1"]));
test("empty cells stay last in both directions", () => {
  assert.deepEqual(sorted(["", "1", "2"], "ascending"), ["1", "2", ""]);
  assert.deepEqual(sorted(["", "1", "2"], "descending"), ["2", "1", ""]);
});
