import { parseDecimal } from './parse-decimal.ts';

const COMMA = 44;
const POINT = 46;

/** What parseDecimal gives when the comma and the point have changed places: `1,5` is 1.5 and `1.5` no number. */
export function parseDecimalComma(bytes: Uint8Array, start: number, end: number): number {
  const swapped = bytes.slice(start, end);
  for (let at = 0; at < swapped.length; at += 1) {
    if (swapped[at] === COMMA) swapped[at] = POINT;
    else if (swapped[at] === POINT) swapped[at] = COMMA;
  }
  return parseDecimal(swapped, 0, swapped.length);
}
