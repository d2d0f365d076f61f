import type { Issue } from '../errors.ts';
import { CRON_DIALECTS, type CronDialect } from './cron-dialects.ts';
import type { Cron } from './cron.ts';
import { readCron } from './read-cron.ts';
import { exclusionIssues, NO_CALENDARS, type Calendars } from './exclusion.ts';
import { isInstant } from './instant.ts';
import { namesAnyDate } from './next-local-time.ts';
import { nextOfRecurrence } from './next-of-recurrence.ts';
import type {
  CronRecurrence,
  CronRecurrenceDraft,
  DstPolicy,
  IntervalRecurrence,
  RecurrenceDraft,
} from './recurrence.ts';
import type { StepBudget } from './step-budget.ts';
import { findTimeZone } from './time-zone.ts';

/** A hundred years; more is a mistake in the unit. */
const MAX_EVERY_SECONDS = 100 * 366 * 24 * 60 * 60;

interface Check {
  readonly calendars: Calendars;
  /** Bounds the search for a due time; one that was not found for want of steps is not said to be missing. */
  readonly budget?: StepBudget;
}

/** Every fault of several recurrences, with pointers into the list. */
export function recurrenceListIssues(
  recurrences: readonly RecurrenceDraft[],
  check: Check,
): readonly Issue[] {
  return recurrences.flatMap((recurrence, index) =>
    issuesOf(recurrence, check).map(({ pointer, message }) => ({ pointer: `/${index}${pointer}`, message })),
  );
}

/**
 * Every fault of a recurrence at once, with RFC 6901 pointers into it; none when it can be scheduled. That it
 * never runs is a fault too: a date that no calendar has, or no due time between `startAt` and `endAt`.
 */
export function recurrenceIssues(
  recurrence: RecurrenceDraft,
  calendars: Calendars = NO_CALENDARS,
): readonly Issue[] {
  return issuesOf(recurrence, { calendars });
}

function issuesOf(recurrence: RecurrenceDraft, check: Check): readonly Issue[] {
  switch (recurrence.type) {
    case 'cron':
      return cronIssues(recurrence, check);
    case 'interval':
      return intervalIssues(recurrence, check);
    case 'once':
      return instantIssues('/at', recurrence.at);
  }
}

function cronIssues(recurrence: CronRecurrenceDraft, check: Check): readonly Issue[] {
  const { dialect, expression, timeZone, dst } = recurrence;
  const reading = readCron(dialect, expression);
  const issues = [
    ...(reading.outcome === 'refused' ? reading.issues : dateIssues(expression, reading.cron)),
    ...timeZoneIssues(timeZone),
    ...(isDstPolicy(dst) ? [] : [issue('/dst', `"${dst}" is not one of shift, skip, both.`)]),
    ...rangeIssues(recurrence),
    ...exclusionIssues(recurrence.exclusions ?? [], check.calendars),
  ];
  if (issues.length > 0 || !isCronDialect(dialect) || !isDstPolicy(dst)) return issues;
  return neverDueIssues({ ...recurrence, dialect, dst }, check);
}

function dateIssues(expression: string, cron: Cron): readonly Issue[] {
  if (namesAnyDate(cron)) return [];
  return [issue('/expression', `"${expression}" never runs: no month it names has such a day.`)];
}

function timeZoneIssues(timeZone: string): readonly Issue[] {
  if (findTimeZone(timeZone) !== undefined) return [];
  return [issue('/timeZone', `"${timeZone}" is not an IANA time zone such as Europe/London or UTC.`)];
}

/** Without a start and an end there is no telling: slots may lie in the past only. */
function neverDueIssues(recurrence: CronRecurrence | IntervalRecurrence, check: Check): readonly Issue[] {
  const { startAt, endAt } = recurrence;
  const from = startAt ?? (recurrence.type === 'interval' ? recurrence.anchorAt : undefined);
  if (from === undefined || endAt === undefined) return [];
  if (nextOfRecurrence(recurrence, from - 1, check) !== undefined || check.budget?.isSpent === true)
    return [];
  return [issue('/endAt', 'There is no due time between the start and the end.')];
}

function intervalIssues(recurrence: IntervalRecurrence, check: Check): readonly Issue[] {
  const { everySeconds, anchorAt, timeZone } = recurrence;
  const issues = [
    ...everySecondsIssues(everySeconds),
    ...instantIssues('/anchorAt', anchorAt),
    ...(timeZone === undefined ? [] : timeZoneIssues(timeZone)),
    ...rangeIssues(recurrence),
    ...exclusionIssues(recurrence.exclusions ?? [], check.calendars),
  ];
  return issues.length > 0 ? issues : neverDueIssues(recurrence, check);
}

function everySecondsIssues(everySeconds: number): readonly Issue[] {
  if (Number.isInteger(everySeconds) && everySeconds >= 1 && everySeconds <= MAX_EVERY_SECONDS) return [];
  const message = `An interval is a whole number of seconds from 1 to ${MAX_EVERY_SECONDS}; it is ${everySeconds}.`;
  return [issue('/everySeconds', message)];
}

interface Range {
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
}

function rangeIssues({ startAt, endAt }: Range): readonly Issue[] {
  const issues = [
    ...(startAt === undefined ? [] : instantIssues('/startAt', startAt)),
    ...(endAt === undefined ? [] : instantIssues('/endAt', endAt)),
  ];
  if (startAt !== undefined && endAt !== undefined && endAt < startAt) {
    issues.push(issue('/endAt', 'The end is before the start.'));
  }
  return issues;
}

function instantIssues(pointer: string, value: number): readonly Issue[] {
  if (isInstant(value)) return [];
  const message = `An instant is a whole number of milliseconds in the years 1970 to 9999; it is ${value}.`;
  return [issue(pointer, message)];
}

function isCronDialect(dialect: string): dialect is CronDialect {
  return CRON_DIALECTS.has(dialect);
}

function isDstPolicy(dst: string): dst is DstPolicy {
  return dst === 'shift' || dst === 'skip' || dst === 'both';
}

function issue(pointer: string, message: string): Issue {
  return { pointer, message };
}
