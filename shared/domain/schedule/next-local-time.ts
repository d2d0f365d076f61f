import { dayOfYearStart, monthAfter, monthOfDay, type CalendarMonth } from './calendar.ts';
import type { Cron } from './cron.ts';
import { SECOND_MS } from './instant.ts';

const SECONDS_PER_DAY = 24 * 60 * 60;

/**
 * How far a matching date can be: 29 February falls on a given weekday every 28 years, and after 12 more when
 * the years between include a century that is not a leap year (2072, 2112). One year more for the start.
 */
const SEARCH_MONTHS = 41 * 12;

/**
 * The first local time at or after `fromLocal` that the expression names, or undefined when it names none.
 * Local times are milliseconds read off the wall clock as though it showed UTC; the result is a whole second.
 */
export function nextLocalTime(cron: Cron, fromLocal: number): number | undefined {
  const second = Math.ceil(fromLocal / SECOND_MS);
  const day = Math.floor(second / SECONDS_PER_DAY);
  const month = monthOfDay(day);
  if (hasBit(matchingDays(cron, month), day - month.firstDay + 1)) {
    const time = timeFrom(cron, second - day * SECONDS_PER_DAY);
    if (time >= 0) return (day * SECONDS_PER_DAY + time) * SECOND_MS;
  }
  const nextDay = firstDayFrom(cron, month, day - month.firstDay + 2);
  if (nextDay === undefined) return undefined;
  return (nextDay * SECONDS_PER_DAY + timeFrom(cron, 0)) * SECOND_MS;
}

/** Whether the expression names any date of the calendar at all (30 February is none). */
export function namesAnyDate(cron: Cron): boolean {
  return firstDayFrom(cron, monthOfDay(0), 1) !== undefined;
}

function firstDayFrom(cron: Cron, start: CalendarMonth, dayOfMonth: number): number | undefined {
  let month = start;
  let day = bitFrom(matchingDays(cron, month), dayOfMonth);
  for (let searched = 0; day < 0 && searched < SEARCH_MONTHS; searched++) {
    const next = monthToSearch(cron, monthAfter(month));
    if (next === undefined) return undefined;
    month = next;
    day = bitFrom(matchingDays(cron, month), 1);
  }
  return day < 0 ? undefined : month.firstDay + day - 1;
}

/** Leaves out the years that are not named; undefined after the last of them. */
function monthToSearch({ years }: Cron, month: CalendarMonth): CalendarMonth | undefined {
  if (years === undefined || month.month !== 1 || years.includes(month.year)) return month;
  const year = years.find((named) => named > month.year);
  return year === undefined ? undefined : monthOfDay(dayOfYearStart(year));
}

function matchingDays(cron: Cron, month: CalendarMonth): number {
  if (!hasBit(cron.months, month.month)) return 0;
  if (cron.years !== undefined && !cron.years.includes(month.year)) return 0;
  return cron.daysByShape[7 * (month.length - 28) + month.firstWeekday] ?? 0;
}

/** The first named second of the day at or after one, or -1. */
function timeFrom(cron: Cron, secondOfDay: number): number {
  const minute = Math.trunc(secondOfDay / 60);
  const found = minuteOfDayFrom(cron, minute);
  if (found !== minute) return found < 0 ? -1 : found * 60 + secondFrom(cron, 0);
  const second = secondFrom(cron, secondOfDay - minute * 60);
  if (second >= 0) return minute * 60 + second;
  const later = minuteOfDayFrom(cron, minute + 1);
  return later < 0 ? -1 : later * 60 + secondFrom(cron, 0);
}

/** The first named minute of the day at or after one, or -1. */
function minuteOfDayFrom(cron: Cron, minuteOfDay: number): number {
  const hour = Math.trunc(minuteOfDay / 60);
  if (hasBit(cron.hours, hour)) {
    const minute = minuteFrom(cron, minuteOfDay - hour * 60);
    if (minute >= 0) return hour * 60 + minute;
  }
  const later = bitFrom(cron.hours, hour + 1);
  return later < 0 ? -1 : later * 60 + minuteFrom(cron, 0);
}

function minuteFrom({ minutesTo29, minutesFrom30 }: Cron, minute: number): number {
  return ofSixtyFrom(minutesTo29, minutesFrom30, minute);
}

function secondFrom({ secondsTo29, secondsFrom30 }: Cron, second: number): number {
  return ofSixtyFrom(secondsTo29, secondsFrom30, second);
}

function ofSixtyFrom(to29: number, from30: number, value: number): number {
  if (value < 30) {
    const early = bitFrom(to29, value);
    if (early >= 0) return early;
  }
  const late = bitFrom(from30, Math.max(value - 30, 0));
  return late < 0 ? -1 : late + 30;
}

function hasBit(bits: number, index: number): boolean {
  return ((bits >>> index) & 1) === 1;
}

/** The lowest set bit at or above an index, or -1. */
function bitFrom(bits: number, index: number): number {
  // Shifting by 32 is shifting by 0 in JavaScript.
  const rest = index > 31 ? 0 : bits & (-1 << index);
  return rest === 0 ? -1 : 31 - Math.clz32(rest & -rest);
}
