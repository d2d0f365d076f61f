import { DAY_MS } from './instant.ts';

/** A month of the proleptic Gregorian calendar; days are counted from 1970-01-01, which is day 0. */
export interface CalendarMonth {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly length: number;
  readonly firstDay: number;
  /** Weekday of the first, 0 = Sunday. */
  readonly firstWeekday: number;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The month that a day number falls in. Years are counted from March, so that the leap day comes last
 * (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
 */
export function monthOfDay(dayNumber: number): CalendarMonth {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.trunc(
    (dayOfEra -
      Math.trunc(dayOfEra / 1460) +
      Math.trunc(dayOfEra / 36_524) -
      Math.trunc(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.trunc(yearOfEra / 4) - Math.trunc(yearOfEra / 100));
  const monthFromMarch = Math.trunc((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.trunc((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return describeMonth(year, month, dayNumber - dayOfMonth + 1);
}

/** The day number of 1 January. */
export function dayOfYearStart(year: number): number {
  return Date.UTC(year, 0, 1) / DAY_MS;
}

/** The day number of a date written `2026-12-25`, or undefined when it is none of the years 1970 to 9999. */
export function dayOfDate(date: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  // `2026-02-30` is read as 2 March by some runtimes and as no date by others.
  return day >= 0 && dateOfDay(day) === date ? day : undefined;
}

/** The date of a day number, written `2026-12-25`. */
export function dateOfDay(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

/** The month after. */
export function monthAfter({ year, month, length, firstDay }: CalendarMonth): CalendarMonth {
  return month === 12
    ? describeMonth(year + 1, 1, firstDay + length)
    : describeMonth(year, month + 1, firstDay + length);
}

function describeMonth(year: number, month: number, firstDay: number): CalendarMonth {
  const length = month === 2 && isLeapYear(year) ? 29 : (LENGTHS[month - 1] ?? 31);
  // 1970-01-01 was a Thursday, weekday 4; + 7 keeps the days before it from going negative.
  const firstWeekday = (((firstDay + 4) % 7) + 7) % 7;
  return { year, month, length, firstDay, firstWeekday };
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
