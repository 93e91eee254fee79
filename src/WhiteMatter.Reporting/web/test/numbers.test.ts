import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, pValue, superscript } from "../src/numbers";

test("a P value below a thousandth is written with a power of ten", () => {
  // 10^-7.30103 is 5e-8.
  assert.equal(pValue(-Math.log10(5e-8)), "5.0 \u00d7 10\u207b\u2078");
});

test("a P value smaller than any double keeps its digits", () => {
  // 10^-5000.5 = 10^0.5 x 10^-5001, and the square root of ten is 3.162.
  assert.equal(pValue(5000.5), "3.2 \u00d7 10\u207b\u2075\u2070\u2070\u00b9");
});

test("a mantissa that rounds to ten becomes one of the next power", () => {
  // 10^-4.0004 = 9.99e-5, which is 1.0e-4 to two digits.
  assert.equal(pValue(4.0004), "1.0 \u00d7 10\u207b\u2074");
});

test("a power of ten is exact", () => assert.equal(pValue(12), "1.0 \u00d7 10\u207b\u00b9\u00b2"));
test("a large P value is written plainly", () => assert.equal(pValue(-Math.log10(0.25)), "0.25"));
test("a missing P value is said to be missing", () => assert.equal(pValue(Number.NaN), "not tested"));
test("superscripts carry their sign", () => assert.equal(superscript(-1203), "\u207b\u00b9\u00b2\u2070\u00b3"));
test("effects have four digits and a minus sign", () => assert.equal(effect(-0.0123456), "\u22120.01235"));
test("tiny effects are written with an exponent", () => assert.equal(effect(1.2344e-7), "1.234e\u22127"));
test("a missing effect is said to be missing", () => assert.equal(effect(Number.NaN), "not given"));
