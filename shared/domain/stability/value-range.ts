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

/** How many of `values[0, length)` lie below or above the range. */
export function countOutside(values: Float64Array, length: number, { min, max }: ValueRange): number {
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    const value = values[index] ?? min;
    if (value < min || value > max) count += 1;
  }
  return count;
}
