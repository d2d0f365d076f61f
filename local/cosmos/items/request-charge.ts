const BYTES_PER_UNIT = 1024;

/** About what the service charges: 1 unit for a point read of 1 KB, growing with size. */
export function readCharge(bytes: number): number {
  return Math.max(1, rounded(bytes / BYTES_PER_UNIT));
}

/** About what the service charges for a write of 1 KB with few indexed properties: 5 to 7 units. */
export function writeCharge(bytes: number): number {
  return rounded(5 + (1.3 * bytes) / BYTES_PER_UNIT);
}

/** Not the service's numbers, but like them it grows with the rows given and a little with those looked at. */
export function queryCharge(rows: number, lookedAt: number): number {
  return rounded(2.3 + 0.05 * rows + 0.0005 * lookedAt);
}

function rounded(units: number): number {
  return Math.round(units * 100) / 100;
}
