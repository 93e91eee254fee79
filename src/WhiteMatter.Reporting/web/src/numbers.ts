/** A P value from -log10 P, also where P itself is smaller than any double. */
export function pValue(negLog10P: number): string {
  if (!(negLog10P >= 0)) {
    return "not tested";
  }
  if (negLog10P < 3) {
    return (10 ** -negLog10P).toPrecision(2);
  }
  let exponent = Math.ceil(negLog10P);
  let mantissa = 10 ** (exponent - negLog10P);
  if (mantissa >= 9.95) {
    mantissa = 1;
    exponent -= 1;
  }
  return `${mantissa.toFixed(1)} \u00d7 10${superscript(-exponent)}`;
}

/** An integer in superscript digits. */
export function superscript(value: number): string {
  return [...value.toString()].map((c) => (c === "-" ? "\u207b" : "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[Number(c)]!)).join("");
}

/** An effect to four significant digits, with a true minus sign. */
export function effect(value: number): string {
  if (Number.isNaN(value)) {
    return "not given";
  }
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? size.toExponential(3) : String(Number(size.toPrecision(4)));
  return (value < 0 ? "\u2212" : "") + text.replace("e-", "e\u2212").replace("e+", "e");
}
