import type { Issue } from '../errors.ts';
import { dayOfDate } from './calendar.ts';

/** A set of dates under a name that exclusions of recurrences call: bank holidays, freezes, stocktakings. */
export interface NamedCalendar {
  readonly name: string;
  /** Written `2026-12-25`, in order, each once. */
  readonly dates: readonly string[];
  readonly description?: string;
}

/** Thirteen years of days: more is a recurrence that was not written down as one. */
export const MAX_CALENDAR_DATES = 5_000;

/** What a calendar's name has to look like, in words for an error message. */
export const CALENDAR_NAME_RULE =
  'must be 1 to 64 letters, digits, "-", "_" or ".", beginning with a letter or digit';

/** Names stand in paths and document ids; beginning with a letter or digit keeps `.` and `..` out of the paths. */
export function isCalendarName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
}

/** Every fault of a list of dates, with pointers into the list; the order of the dates is none. */
export function calendarDateIssues(dates: readonly string[]): readonly Issue[] {
  const tooMany = { pointer: '', message: `must be at most ${MAX_CALENDAR_DATES} dates` };
  const firstAt = new Map<string, number>();
  const issues = dates.slice(0, MAX_CALENDAR_DATES).flatMap((date, index) => {
    const first = firstAt.get(date);
    if (first === undefined) firstAt.set(date, index);
    const message = faultOf(date, first);
    return message === undefined ? [] : [{ pointer: `/${index}`, message }];
  });
  return dates.length > MAX_CALENDAR_DATES ? [tooMany, ...issues] : issues;
}

function faultOf(date: string, first: number | undefined): string | undefined {
  if (dayOfDate(date) === undefined) {
    return `"${date}" is not a date of the years 1970 to 9999 such as 2026-12-25.`;
  }
  return first === undefined ? undefined : `"${date}" is in the list already, at ${first}.`;
}

/** Whether two calendars of a name say the same. */
export function isSameCalendar(a: NamedCalendar, b: NamedCalendar): boolean {
  return (
    a.description === b.description &&
    a.dates.length === b.dates.length &&
    a.dates.every((date, index) => date === b.dates[index])
  );
}
