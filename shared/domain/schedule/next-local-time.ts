import { monthAfter, monthOfDay, type CalendarMonth } from './calendar.ts';
import type { Cron } from './cron.ts';
import { MINUTE_MS } from './instant.ts';

const MINUTES_PER_DAY = 24 * 60;

/**
 * How far a matching date can be: 29 February falls on a given weekday every 28 years, and after 12 more when
 * the years between include a century that is not a leap year (2072, 2112). One year more for the start.
 */
const SEARCH_MONTHS = 41 * 12;

/**
 * The first local time at or after `fromLocal` that the expression names, or undefined when it names none.
 * Local times are milliseconds read off the wall clock as though it showed UTC; the result is a whole minute.
 */
export function nextLocalMinute(cron: Cron, fromLocal: number): number | undefined {
  const minute = Math.ceil(fromLocal / MINUTE_MS);
  const day = Math.floor(minute / MINUTES_PER_DAY);
  const month = monthOfDay(day);
  if (hasBit(matchingDays(cron, month), day - month.firstDay + 1)) {
    const time = timeFrom(cron, minute - day * MINUTES_PER_DAY);
    if (time >= 0) return (day * MINUTES_PER_DAY + time) * MINUTE_MS;
  }
  const nextDay = firstDayFrom(cron, month, day - month.firstDay + 2);
  if (nextDay === undefined) return undefined;
  return (nextDay * MINUTES_PER_DAY + timeFrom(cron, 0)) * MINUTE_MS;
}

/** Whether the expression names any date of the calendar at all (30 February is none). */
export function namesAnyDate(cron: Cron): boolean {
  return firstDayFrom(cron, monthOfDay(0), 1) !== undefined;
}

function firstDayFrom(cron: Cron, start: CalendarMonth, dayOfMonth: number): number | undefined {
  let month = start;
  let day = bitFrom(matchingDays(cron, month), dayOfMonth);
  for (let searched = 0; day < 0 && searched < SEARCH_MONTHS; searched++) {
    month = monthAfter(month);
    day = bitFrom(matchingDays(cron, month), 1);
  }
  return day < 0 ? undefined : month.firstDay + day - 1;
}

function matchingDays(cron: Cron, month: CalendarMonth): number {
  if (!hasBit(cron.months, month.month)) return 0;
  const weekdays = cron.weekdaysByFirst[month.firstWeekday] ?? 0;
  const days = cron.eitherDay ? cron.daysOfMonth | weekdays : cron.daysOfMonth & weekdays;
  return days & (-1 >>> (31 - month.length));
}

/** The first named minute of the day at or after one, or -1. */
function timeFrom(cron: Cron, minuteOfDay: number): number {
  const hour = Math.trunc(minuteOfDay / 60);
  if (hasBit(cron.hours, hour)) {
    const minute = minuteFrom(cron, minuteOfDay % 60);
    if (minute >= 0) return hour * 60 + minute;
  }
  const later = bitFrom(cron.hours, hour + 1);
  return later < 0 ? -1 : later * 60 + minuteFrom(cron, 0);
}

function minuteFrom(cron: Cron, minute: number): number {
  if (minute < 30) {
    const early = bitFrom(cron.minutesTo29, minute);
    if (early >= 0) return early;
  }
  const late = bitFrom(cron.minutesFrom30, Math.max(minute - 30, 0));
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
