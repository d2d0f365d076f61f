import { divideByPowerOfTen } from './divide-by-power-of-ten.ts';
import { trimBlanks } from './trim-blanks.ts';

const DECIMAL = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)$/;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const CAPITAL_I = 73;
/** As many digits as are sure to fit in 31 bits. */
const MAX_SHORT_DIGITS = 9;
const MAX_EXACT_DIGITS = 15;
const MAX_SPLIT_DIGITS = 22;

/**
 * The double nearest to the decimal number in `bytes[start, end)`, bit for bit what `Number(text)` gives; NaN
 * when the text is no decimal number. Blanks around it are allowed. `0x1F`, `1_000`, `1,000` and an empty or
 * blank field, which `Number` would partly accept, are no numbers here: a blank must never count as 0.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const from = isNegative ? start + 1 : start;
  if (end - from > MAX_SHORT_DIGITS + 1) return parseLong(bytes, start, end);
  let digits = 0;
  let pointAt = -1;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    // One unsigned comparison in place of two.
    if ((byte - ZERO) >>> 0 <= 9) digits = (Math.imul(digits, 10) + (byte - ZERO)) | 0;
    else if (byte === POINT && pointAt < 0) pointAt = at;
    else return parseUnusual(bytes, start, end);
  }
  const digitCount = end - from - (pointAt < 0 ? 0 : 1);
  if (digitCount === 0 || digitCount > MAX_SHORT_DIGITS) return parseLong(bytes, start, end);
  const magnitude = pointAt < 0 ? digits : divideByPowerOfTen(digits, end - pointAt - 1);
  return isNegative ? -magnitude : magnitude;
}

/** The same for up to 22 digits; digits 1..15 and 16..22 are gathered apart, as a double holds 15 exactly. */
function parseLong(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const from = isNegative ? start + 1 : start;
  let head = 0;
  let tail = 0;
  let digitCount = 0;
  let pointAt = -1;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >>> 0 <= 9) {
      if (digitCount < MAX_EXACT_DIGITS) head = head * 10 + digit;
      else tail = tail * 10 + digit;
      // Leading zeros carry no precision.
      if (head > 0) digitCount += 1;
    } else if (byte === POINT && pointAt < 0) pointAt = at;
    else return parseUnusual(bytes, start, end);
  }
  const fractionDigits = pointAt < 0 ? 0 : end - pointAt - 1;
  const isTooLong = digitCount > MAX_SPLIT_DIGITS || fractionDigits > MAX_SPLIT_DIGITS;
  if (digitCount === 0 || isTooLong) return parseUnusual(bytes, start, end);
  const tailDigits = Math.max(0, digitCount - MAX_EXACT_DIGITS);
  const magnitude = divideByPowerOfTen(head, fractionDigits, { value: tail, digits: tailDigits });
  // NaN where the nearest double could not be told from its neighbour.
  if (Number.isNaN(magnitude)) return parseUnusual(bytes, start, end);
  return isNegative ? -magnitude : magnitude;
}

/** Exponents, a plus sign, blanks, very long digits, nothing but zeros, and everything that is no number. */
function parseUnusual(bytes: Uint8Array, start: number, end: number): number {
  // Missing values and words are common, and told by their first byte.
  if (start === end || isWordByte(bytes[start] ?? 0)) return NaN;
  const text = trimBlanks(bytes, start, end);
  return DECIMAL.test(text) ? Number(text) : NaN;
}

/** Whether no number, not even Infinity, starts with this byte. */
function isWordByte(byte: number): boolean {
  return byte > NINE && byte !== CAPITAL_I;
}
