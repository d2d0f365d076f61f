import { divideByPowerOfTen } from './divide-by-power-of-ten.ts';

const DECIMAL = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)$/;
const SPACE = 32;
const TAB = 9;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const MAX_EXACT_DIGITS = 15;
const MAX_SPLIT_DIGITS = 22;

/**
 * The double nearest to the decimal number in `bytes[start, end)`, bit for bit what `Number(text)` gives; NaN
 * when the text is no decimal number. Blanks around it are allowed. `0x1F`, `1_000`, `1,000` and an empty or
 * blank field, which `Number` would partly accept, are no numbers here: a blank must never count as 0.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  let at = isNegative ? start + 1 : start;
  // Digits 1..15 and 16..22 are gathered apart, because a double holds no more than 15 of them exactly.
  let head = 0;
  let tail = 0;
  let digitCount = 0;
  let pointAt = -1;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digitCount < MAX_EXACT_DIGITS) head = head * 10 + digit;
      else tail = tail * 10 + digit;
      // Leading zeros carry no precision.
      if (head > 0) digitCount += 1;
    } else if (byte === POINT && pointAt < 0) {
      pointAt = at;
    } else {
      return parseUnusual(bytes, start, end);
    }
  }
  const fractionDigits = pointAt < 0 ? 0 : end - pointAt - 1;
  const hasDigit = end - start - (isNegative ? 1 : 0) - (pointAt < 0 ? 0 : 1) > 0;
  if (!hasDigit || digitCount > MAX_SPLIT_DIGITS || fractionDigits > MAX_SPLIT_DIGITS) {
    return parseUnusual(bytes, start, end);
  }
  const magnitude = divideByPowerOfTen(
    head,
    tail,
    Math.max(0, digitCount - MAX_EXACT_DIGITS),
    fractionDigits,
  );
  // NaN where the nearest double could not be told from its neighbour.
  if (Number.isNaN(magnitude)) return parseUnusual(bytes, start, end);
  return isNegative ? -magnitude : magnitude;
}

/** Exponents, signs, blanks, very long digits and everything that is no number. */
function parseUnusual(bytes: Uint8Array, start: number, end: number): number {
  const text = trimBlanks(bytes, start, end);
  return DECIMAL.test(text) ? Number(text) : NaN;
}

/** The field's text without blanks around it, one character a byte: good for ASCII, and never mistaken for it. */
export function trimBlanks(bytes: Uint8Array, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from])) from += 1;
  while (to > from && isBlank(bytes[to - 1])) to -= 1;
  // A number is never this long in earnest, and the argument list of fromCharCode is limited.
  if (to - from > 1_000) return '';
  return String.fromCharCode(...bytes.subarray(from, to));
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
