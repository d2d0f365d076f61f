/** The smallest and the largest value of a sample. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** The range of values, none of which is NaN; undefined where there are none, or it is not finite. */
export function rangeOf(values: Float64Array): ValueRange | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  // `+ 0` makes a negative zero a zero, which is what JSON makes of it.
  return Number.isFinite(min) && Number.isFinite(max) ? { min: min + 0, max: max + 0 } : undefined;
}
