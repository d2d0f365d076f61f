const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The largest double below `value`, as C's `nextafter(value, -Infinity)`; -Infinity and NaN stay themselves. */
export function nextBelow(value: number): number {
  if (Number.isNaN(value) || value === -Infinity) return value;
  if (value === 0) return -Number.MIN_VALUE;
  double[0] = value;
  bits[0] = (bits[0] ?? 0n) + (value > 0 ? -1n : 1n);
  return double[0];
}
