/** 10^0 … 10^22: every power of ten that a double holds exactly. */
export const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Veltkamp's constant, 2^27 + 1: splits a double into two halves whose products are exact. */
const SPLITTER = 134_217_729;

/** Exactly `a · b − product`, where `product` is the rounded `a · b` (Dekker 1971). */
export function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(a: number): number {
  const shifted = SPLITTER * a;
  return shifted - (shifted - a);
}
