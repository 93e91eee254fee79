import assert from "node:assert/strict";
import { test } from "node:test";
import { type AssociationData, floats, grouped, integers, Variants } from "../src/data";

test("floats are read as little-endian IEEE 754", () => {
  // 1.0 is 0x3F800000 and -2.5 is 0xC0200000.
  assert.deepEqual([...floats(btoa("\x00\x00\x80\x3f\x00\x00\x20\xc0"))], [1, -2.5]);
});

test("integers are read as little-endian and unsigned", () => {
  assert.deepEqual([...integers(btoa("\x01\x00\x00\x00\xff\xff\xff\xff"))], [1, 4294967295]);
});

test("an empty text is an empty array", () => assert.equal(floats("").length, 0));

test("digits are grouped by three", () => assert.deepEqual([7, 999, 1000, 29614758].map(grouped), ["7", "999", "1,000", "29,614,758"]));

test("a variant knows its place and its alleles", () => {
  const data: AssociationData = {
    joint: false, chromosomes: [["1", 100, 0], ["X", 50, 101]], total: 151, ids: "rs1\trs2", chromosome: btoa("\x00\x00\x01\x00"),
    position: btoa("\x05\x00\x00\x00\x07\x00\x00\x00"), alleles: ["A/G", "AT/A"], allele: btoa("\x01\x00\x00\x00\x00\x00\x00\x00"),
    frequency: btoa("\xff\x7f\xff\xff"), traits: [], plots: [],
  };
  const variants = new Variants(data);
  assert.equal(variants.place(1), "X:7");
  assert.equal(variants.coordinate(1), 108);
  assert.deepEqual(variants.alleles(0), ["AT", "A"]);
  // 0x7FFF of 65534 parts is one half; 0xFFFF is unknown.
  assert.equal(variants.frequency[0], 0.5);
  assert.ok(Number.isNaN(variants.frequency[1]));
});
