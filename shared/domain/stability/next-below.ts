const view = new DataView(new ArrayBuffer(8));

/** The largest double below `value`, as C's `nextafter(value, -Infinity)`; -Infinity and NaN stay themselves. */
export function nextBelow(value: number): number {
  if (Number.isNaN(value) || value === -Infinity) return value;
  if (value === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, value);
  // Neighbouring doubles of one sign have neighbouring bits.
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
