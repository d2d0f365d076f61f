import { closeSync, openSync, writeSync } from 'node:fs';

export interface SampleOptions {
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
}

const ZERO = 48;
const BUFFER_BYTES = 1 << 20;
/** Sign, seven digits before the point, the point, four behind it, the separator. */
const MAX_FIELD_BYTES = 16;
const DECIMALS = 4;
/** Of every second column's values. */
const MISSING_SHARE = 0.02;

/**
 * Writes a CSV file of bell-shaped numbers with four decimals, in scales from tens to ten thousands; the same options
 * give the same bytes. Digits are written one by one: the file is large and a text for each number would take minutes.
 */
export function writeSample(path: string, { rows, columns, seed }: SampleOptions): void {
  const random = createRandom(seed);
  const file = openSync(path, 'w');
  const bytes = Buffer.alloc(BUFFER_BYTES);
  let at = bytes.write(`${columnNames(columns).join(',')}\n`);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (at + MAX_FIELD_BYTES > bytes.length) {
        writeSync(file, bytes, 0, at);
        at = 0;
      }
      if (column % 2 === 0 || random() >= MISSING_SHARE) {
        const value = (random() + random() + random() + random() - 2) * 10 ** ((column % 4) + 1 + DECIMALS);
        at = writeDecimal(bytes, at, Math.round(value));
      }
      at = bytes.writeUInt8(column + 1 < columns ? 44 : 10, at);
    }
  }
  writeSync(file, bytes, 0, at);
  closeSync(file);
}

export function columnNames(columns: number): string[] {
  return Array.from({ length: columns }, (_, column) => `x${column}`);
}

/** Writes `value` / 10^4 with all its decimals; answers where the next byte goes. */
function writeDecimal(bytes: Buffer, from: number, value: number): number {
  let at = from;
  if (value < 0) at = bytes.writeUInt8(45, at);
  let rest = Math.abs(value);
  let digits = DECIMALS + 1;
  while (rest >= 10 ** digits) digits += 1;
  const end = at + digits + 1;
  for (let position = end - 1; position >= at; position -= 1) {
    if (position === end - 1 - DECIMALS) {
      bytes[position] = 46;
    } else {
      bytes[position] = ZERO + (rest % 10);
      rest = Math.trunc(rest / 10);
    }
  }
  return end;
}

/** mulberry32: small, fast and seeded; good enough to make data with. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
