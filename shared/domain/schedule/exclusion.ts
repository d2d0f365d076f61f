import type { Issue } from '../errors.ts';
import { dateOfDay, dayOfDate } from './calendar.ts';
import { DAY_MS, isInstant } from './instant.ts';
import type { OffsetSpan, TimeZone } from './time-zone.ts';

/**
 * Time in which a recurrence names no slot. Dates are calendar days (`2026-12-25`) in the recurrence's zone; a
 * slot counts by the day on which it would run. First and last dates and instants are included.
 */
export type Exclusion =
  | { readonly type: 'date'; readonly on: string }
  | { readonly type: 'date-range'; readonly startOn: string; readonly endOn: string }
  | { readonly type: 'instant-range'; readonly startAt: number; readonly endAt: number }
  /** Every date of the calendar of that name. */
  | { readonly type: 'calendar'; readonly name: string };

/** Sets of dates (`2026-12-25`) by the name that exclusions call them. */
export type Calendars = ReadonlyMap<string, ReadonlySet<string>>;

export const NO_CALENDARS: Calendars = new Map();

/** Every fault of a recurrence's exclusions, with pointers into the recurrence. */
export function exclusionIssues(exclusions: readonly Exclusion[], calendars: Calendars): readonly Issue[] {
  const named = new Set<string>();
  return exclusions.flatMap((exclusion, index) =>
    [...issuesOf(exclusion, calendars), ...repetitionIssues(exclusion, named)].map(
      ({ pointer, message }) => ({
        pointer: `/exclusions/${index}${pointer}`,
        message,
      }),
    ),
  );
}

/** Every search goes through all exclusions, so one that changes nothing is not taken in. */
function repetitionIssues(exclusion: Exclusion, named: Set<string>): readonly Issue[] {
  if (exclusion.type !== 'calendar') return [];
  const { name } = exclusion;
  if (named.has(name)) return [{ pointer: '/name', message: `The calendar "${name}" is excluded already.` }];
  named.add(name);
  return [];
}

function issuesOf(exclusion: Exclusion, calendars: Calendars): readonly Issue[] {
  switch (exclusion.type) {
    case 'date':
      return dateIssues('/on', exclusion.on);
    case 'date-range':
      return dateRangeIssues(exclusion.startOn, exclusion.endOn);
    case 'instant-range':
      return instantRangeIssues(exclusion.startAt, exclusion.endAt);
    case 'calendar':
      return calendarIssues(exclusion.name, calendars);
  }
}

/** The faults that can come up later, when a calendar is taken away. */
export function missingCalendars(exclusions: readonly Exclusion[], calendars: Calendars): readonly Issue[] {
  return exclusions.flatMap((exclusion, index) => {
    const issues = exclusion.type === 'calendar' ? calendarIssues(exclusion.name, calendars) : [];
    return issues.map(({ pointer, message }) => ({ pointer: `/exclusions/${index}${pointer}`, message }));
  });
}

function calendarIssues(name: string, calendars: Calendars): readonly Issue[] {
  return calendars.has(name) ? [] : [{ pointer: '/name', message: `There is no calendar "${name}".` }];
}

function dateRangeIssues(startOn: string, endOn: string): readonly Issue[] {
  const issues = [...dateIssues('/startOn', startOn), ...dateIssues('/endOn', endOn)];
  if (issues.length > 0 || startOn <= endOn) return issues;
  return [{ pointer: '/endOn', message: 'The last date is before the first.' }];
}

function dateIssues(pointer: string, text: string): readonly Issue[] {
  if (dayOfDate(text) !== undefined) return [];
  return [{ pointer, message: `"${text}" is not a date of the years 1970 to 9999 such as 2026-12-25.` }];
}

function instantRangeIssues(startAt: number, endAt: number): readonly Issue[] {
  const message = 'An instant is a whole number of milliseconds in the years 1970 to 9999.';
  const issues = [
    ...(isInstant(startAt) ? [] : [{ pointer: '/startAt', message }]),
    ...(isInstant(endAt) ? [] : [{ pointer: '/endAt', message }]),
  ];
  if (issues.length > 0 || startAt <= endAt) return issues;
  return [{ pointer: '/endAt', message: 'The end is before the start.' }];
}

/** Exclusions of one recurrence, and what is needed to look them up. */
export interface ExclusionContext {
  readonly exclusions: readonly Exclusion[];
  readonly zone: TimeZone;
  readonly calendars: Calendars;
}

/**
 * The last instant up to which everything from `instant` on is excluded, as far as one exclusion and one offset
 * tell; undefined when `instant` is not excluded. Whoever goes on from there asks again.
 */
export function excludedUntil(context: ExclusionContext, instant: number): number | undefined {
  const span = context.zone.spanAt(instant);
  const date = dateOfDay(Math.floor((instant + span.offsetMs) / DAY_MS));
  let until: number | undefined;
  for (const exclusion of context.exclusions) {
    const last = lastExcluded(exclusion, { instant, date, calendars: context.calendars });
    if (last === undefined) continue;
    const lastAt = typeof last === 'number' ? last : endOfDate(last, span);
    if (until === undefined || lastAt > until) until = lastAt;
  }
  return until;
}

/** The last instant of a date, or of the span when its offset ends before. */
function endOfDate(date: string, span: OffsetSpan): number {
  const dayAfter = (dayOfDate(date) ?? 0) + 1;
  return Math.min(dayAfter * DAY_MS - span.offsetMs, span.endAt) - 1;
}

interface Moment {
  readonly instant: number;
  /** The date of the instant in the recurrence's zone. */
  readonly date: string;
  readonly calendars: Calendars;
}

/** The last excluded date or instant. Dates are compared as texts: their order is that of time. */
function lastExcluded(
  exclusion: Exclusion,
  { instant, date, calendars }: Moment,
): string | number | undefined {
  switch (exclusion.type) {
    case 'date':
      return exclusion.on === date ? date : undefined;
    case 'date-range':
      return isBetween(date, exclusion.startOn, exclusion.endOn) ? exclusion.endOn : undefined;
    case 'instant-range':
      return isBetween(instant, exclusion.startAt, exclusion.endAt) ? exclusion.endAt : undefined;
    case 'calendar':
      return calendars.get(exclusion.name)?.has(date) === true ? date : undefined;
  }
}

function isBetween<Value extends string | number>(value: Value, first: Value, last: Value): boolean {
  return first <= value && value <= last;
}
