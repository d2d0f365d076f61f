import { parseDecimal } from '../dataset/parse-decimal.ts';
import { trimBlanks } from '../dataset/trim-blanks.ts';

const HYPHEN = 45;
const MAX_LENGTH = 64;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)? ?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

/**
 * The instant that a field names, in whole epoch milliseconds (what is finer is cut off, which moves no instant over a
 * bound of whole milliseconds); NaN where it names none. Understood are
 * - ISO 8601 dates and instants, `2025-03-01`, `2025-03-01T10:00Z`, `2025-03-01 10:00:00.5+01:00`, UTC where there is no
 *   zone; no week or ordinal dates, no 24:00 and no leap second;
 * - numbers, see `toInstant`.
 */
export function parseInstant(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > MAX_LENGTH) return NaN;
  // Most times begin with a year; they need not be tried as a number first.
  const number = bytes[start + 4] === HYPHEN ? NaN : parseDecimal(bytes, start, end);
  return Number.isNaN(number) ? parseIso(trimBlanks(bytes, start, end)) : toInstant(number);
}

/**
 * The instant of an epoch count, by its magnitude: seconds from 10^8 to below 10^10, milliseconds from 10^11 to below
 * 10^13, which is 1973 to 2286 for both. Everything else is NaN: 20250301 is a date, and 16 digits are microseconds.
 */
export function toInstant(epoch: number): number {
  // Microseconds are whole in a double; 1700000000.123 · 1000 would not be.
  if (epoch >= 1e8 && epoch < 1e10) return Math.floor(Math.round(epoch * 1e6) / 1e3);
  return epoch >= 1e11 && epoch < 1e13 ? Math.floor(epoch) : NaN;
}

function parseIso(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return NaN;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', sign, ...offset] = match;
  const [offsetHour = '0', offsetMinute = '0'] = offset;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const offsetMs = timeOfDay(Number(offsetHour), Number(offsetMinute), 0) * (sign === '-' ? -1 : 1);
  const time = timeOfDay(Number(hour), Number(minute), Number(second)) + milliseconds;
  return dateOf(Number(year), Number(month), Number(day)) + time - offsetMs;
}

/** Milliseconds since midnight; NaN where no clock shows such a time. */
function timeOfDay(hour: number, minute: number, second: number): number {
  const isTime = hour < 24 && minute < 60 && second < 60;
  return isTime ? ((hour * 60 + minute) * 60 + second) * 1000 : NaN;
}

/** Midnight of a day, UTC; NaN where the calendar has no such day. */
function dateOf(year: number, month: number, day: number): number {
  const date = new Date(0);
  // Unlike Date.UTC, it takes the years 0 to 99 as they are.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : NaN;
}
