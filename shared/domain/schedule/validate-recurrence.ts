import type { Issue } from '../errors.ts';
import { readCron, type Cron } from './cron.ts';
import { isInstant, SECOND_MS } from './instant.ts';
import { nextCronDueAt } from './next-cron-due-at.ts';
import { namesAnyDate } from './next-local-time.ts';
import type { CronRecurrenceDraft, DstPolicy, IntervalRecurrence, RecurrenceDraft } from './recurrence.ts';
import { findTimeZone } from './time-zone.ts';

/** A hundred years; more is a mistake in the unit. */
const MAX_EVERY_SECONDS = 100 * 366 * 24 * 60 * 60;

/**
 * Every fault of a recurrence at once, with RFC 6901 pointers into it; none when it can be scheduled. That it
 * never runs is a fault too: a date that no calendar has, or no due time between `startAt` and `endAt`.
 */
export function recurrenceIssues(recurrence: RecurrenceDraft): readonly Issue[] {
  switch (recurrence.type) {
    case 'cron':
      return cronIssues(recurrence);
    case 'interval':
      return intervalIssues(recurrence);
    case 'once':
      return instantIssues('/at', recurrence.at);
  }
}

function cronIssues(recurrence: CronRecurrenceDraft): readonly Issue[] {
  const { dialect, expression, timeZone, dst } = recurrence;
  const reading = readCron(dialect, expression);
  const issues = [
    ...(reading.outcome === 'refused' ? reading.issues : dateIssues(expression, reading.cron)),
    ...timeZoneIssues(timeZone),
    ...(isDstPolicy(dst) ? [] : [issue('/dst', `"${dst}" is not one of shift, skip, both.`)]),
    ...rangeIssues(recurrence),
  ];
  if (issues.length > 0 || reading.outcome === 'refused') return issues;
  return neverDueIssues(recurrence, reading.cron);
}

function dateIssues(expression: string, cron: Cron): readonly Issue[] {
  if (namesAnyDate(cron)) return [];
  return [issue('/expression', `"${expression}" never runs: no month it names has such a day.`)];
}

function timeZoneIssues(timeZone: string): readonly Issue[] {
  if (findTimeZone(timeZone) !== undefined) return [];
  return [issue('/timeZone', `"${timeZone}" is not an IANA time zone such as Europe/London or UTC.`)];
}

function neverDueIssues(
  { timeZone, dst, startAt, endAt }: CronRecurrenceDraft,
  cron: Cron,
): readonly Issue[] {
  const zone = findTimeZone(timeZone);
  if (zone === undefined || !isDstPolicy(dst) || startAt === undefined || endAt === undefined) return [];
  const first = nextCronDueAt({ cron, zone, dst }, startAt - 1);
  return first !== undefined && first <= endAt ? [] : [neverDue()];
}

function intervalIssues(recurrence: IntervalRecurrence): readonly Issue[] {
  const { everySeconds, anchorAt, startAt, endAt } = recurrence;
  const issues = [
    ...everySecondsIssues(everySeconds),
    ...instantIssues('/anchorAt', anchorAt),
    ...rangeIssues(recurrence),
  ];
  if (issues.length > 0 || endAt === undefined) return issues;
  const everyMs = everySeconds * SECOND_MS;
  const intervals = Math.max(Math.ceil(((startAt ?? anchorAt) - anchorAt) / everyMs), 0);
  return anchorAt + intervals * everyMs <= endAt ? [] : [neverDue()];
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

function neverDue(): Issue {
  return issue('/endAt', 'There is no due time between the start and the end.');
}

function isDstPolicy(dst: string): dst is DstPolicy {
  return dst === 'shift' || dst === 'skip' || dst === 'both';
}

function issue(pointer: string, message: string): Issue {
  return { pointer, message };
}
