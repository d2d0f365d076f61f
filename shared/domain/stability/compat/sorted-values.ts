// What many tools ask of a column's values, which are ascending and without NaN here.

/** The number of values below `limit`. */
export function countBelow(values: Float64Array, limit: number): number {
  return firstWhere(values, (value) => value >= limit);
}

/** The number of values up to and including `limit`. */
export function countUpTo(values: Float64Array, limit: number): number {
  return firstWhere(values, (value) => value > limit);
}

/** The number of distinct values, or `limit + 1` where there are more. */
export function distinctCount(values: Float64Array, limit: number): number {
  let count = 0;
  let last = NaN;
  for (const value of values) {
    if (value === last) continue;
    last = value;
    count += 1;
    if (count > limit) break;
  }
  return count;
}

/** Whether all values of both samples, which must not be empty, are finite. */
export function areFinite(a: Float64Array, b: Float64Array): boolean {
  const { min, max } = jointRange(a, b);
  return Number.isFinite(min) && Number.isFinite(max);
}

/** The smallest and the largest value of both samples, which must not be empty. */
export function jointRange(a: Float64Array, b: Float64Array): { readonly min: number; readonly max: number } {
  return {
    min: Math.min(Number(a[0]), Number(b[0])),
    max: Math.max(Number(a.at(-1)), Number(b.at(-1))),
  };
}

/** The smallest and the largest value of a sample, which must not be empty. */
export function rangeOf(values: Float64Array): { readonly min: number; readonly max: number } {
  return jointRange(values, values);
}

/** Both samples' values in one ascending list. */
export function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all.sort();
}

/**
 * numpy's `quantile(method='linear')` of values that are there, step by step, so that edges agree with it to the last
 * bit: the position is `(n − 1) · probability`, interpolated from the nearer neighbour.
 */
export function numpyQuantile(values: Float64Array, probability: number): number {
  const position = (values.length - 1) * probability;
  const low = Number(values[Math.floor(position)]);
  const high = Number(values[Math.ceil(position)]);
  const weight = position - Math.floor(position);
  const difference = high - low;
  return weight >= 0.5 ? high - difference * (1 - weight) : low + difference * weight;
}

/** R's `quantile(type = 7)` of values that are there: the same definition by other arithmetic. */
export function rQuantile(values: Float64Array, probability: number): number {
  const index = 1 + (values.length - 1) * probability;
  const low = Number(values[Math.floor(index) - 1]);
  const high = Number(values[Math.ceil(index) - 1]);
  const weight = index - Math.floor(index);
  return low === high ? low : (1 - weight) * low + weight * high;
}

/** numpy's `linspace(from, to, parts + 1)`. */
export function evenEdges(from: number, to: number, parts: number): number[] {
  const step = (to - from) / parts;
  return Array.from({ length: parts + 1 }, (_, index) => (index === parts ? to : from + index * step));
}

/** To the nearest whole number, halves to the even one, as numpy, pandas and R round. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return isHalf ? 2 * Math.round(floor / 2) : Math.round(value);
}

/** The first position from which on `isPast`, which turns true once at most, holds. */
function firstWhere(values: Float64Array, isPast: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(Number(values[middle]))) high = middle;
    else low = middle + 1;
  }
  return low;
}
