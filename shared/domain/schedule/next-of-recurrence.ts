import { InvalidInput } from '../errors.ts';
import { readCron } from './read-cron.ts';
import { excludedUntil, missingCalendars, type Calendars, type Exclusion } from './exclusion.ts';
import { DAY_MS, LATEST_INSTANT, SECOND_MS } from './instant.ts';
import { nextCronDueAt } from './next-cron-due-at.ts';
import type { CronRecurrence, IntervalRecurrence, OnceRecurrence, Recurrence } from './recurrence.ts';
import { StepBudget } from './step-budget.ts';
import { findTimeZone, type TimeZone } from './time-zone.ts';

interface Search {
  readonly calendars: Calendars;
  /** Shared by several searches when together they must come to an end. */
  readonly budget?: StepBudget;
  /** Later slots are not looked for. */
  readonly until?: number;
}

type Ranged = CronRecurrence | IntervalRecurrence;

/** When every slot of so long is excluded, the recurrence counts as over. */
const MAX_EXCLUDED_MS = 100 * 366 * DAY_MS;

/** Each step leaves a day behind, so these are enough for the longest time that may be excluded. */
const MAX_STEPS = 40_000;

/**
 * The first instant strictly after `after` that a recurrence names and does not exclude; undefined when there is
 * none, or when the budget was spent on the way. Throws InvalidInput for a recurrence that cannot be calculated.
 */
export function nextOfRecurrence(recurrence: Recurrence, after: number, search: Search): number | undefined {
  const latest = latestOf(search);
  if (recurrence.type === 'once') return nextOfOnce(recurrence, after, latest);
  const { startAt, endAt, exclusions } = recurrence;
  const from = startAt === undefined ? after : Math.max(after, startAt - 1);
  if (endAt !== undefined && from >= endAt) return undefined;
  const last = Math.min(endAt ?? latest, latest);
  const dueAt =
    exclusions === undefined || exclusions.length === 0
      ? nextNamed(recurrence, from)
      : nextNotExcluded(recurrence, from, { ...search, exclusions, last });
  return dueAt === undefined || dueAt > last ? undefined : dueAt;
}

function latestOf({ until = LATEST_INSTANT }: Search): number {
  return Math.min(until, LATEST_INSTANT);
}

interface ExcludingSearch extends Search {
  readonly exclusions: readonly Exclusion[];
  readonly last: number;
}

function nextNotExcluded(
  recurrence: Ranged,
  after: number,
  { exclusions, calendars, last, budget = new StepBudget(MAX_STEPS) }: ExcludingSearch,
): number | undefined {
  const issues = missingCalendars(exclusions, calendars);
  if (issues.length > 0) {
    const faults = issues.map(({ message }) => message).join(' ');
    throw new InvalidInput(`An exclusion cannot be applied. ${faults}`, issues);
  }
  const context = { exclusions, calendars, zone: zoneOf(recurrence.timeZone ?? 'UTC') };
  const horizon = Math.min(last, after + MAX_EXCLUDED_MS);
  let dueAt = nextNamed(recurrence, after);
  while (dueAt !== undefined && dueAt <= LATEST_INSTANT) {
    const until = excludedUntil(context, dueAt);
    if (until === undefined) return dueAt;
    if (until >= horizon || !budget.take()) return undefined;
    dueAt = nextNamed(recurrence, until);
  }
  return undefined;
}

function nextNamed(recurrence: Ranged, after: number): number | undefined {
  return recurrence.type === 'cron' ? nextOfCron(recurrence, after) : nextOfInterval(recurrence, after);
}

function nextOfCron(
  { dialect, expression, timeZone, dst }: CronRecurrence,
  after: number,
): number | undefined {
  const reading = readCron(dialect, expression);
  if (reading.outcome === 'refused') {
    throw new InvalidInput(`The cron expression "${expression}" cannot be read.`, reading.issues);
  }
  return nextCronDueAt({ cron: reading.cron, zone: zoneOf(timeZone), dst }, after);
}

function zoneOf(timeZone: string): TimeZone {
  const zone = findTimeZone(timeZone);
  if (zone === undefined) throw refuse(`There is no time zone "${timeZone}".`, '/timeZone');
  return zone;
}

function nextOfInterval({ everySeconds, anchorAt }: IntervalRecurrence, after: number): number {
  if (!Number.isSafeInteger(everySeconds) || everySeconds < 1) {
    throw refuse('An interval needs a whole number of seconds, 1 or more.', '/everySeconds');
  }
  if (!Number.isSafeInteger(anchorAt)) throw refuse('An interval needs an anchor instant.', '/anchorAt');
  const everyMs = everySeconds * SECOND_MS;
  const passed = Math.max(Math.floor((after - anchorAt) / everyMs) + 1, 0);
  return anchorAt + passed * everyMs;
}

function nextOfOnce({ at }: OnceRecurrence, after: number, latest: number): number | undefined {
  if (!Number.isSafeInteger(at)) throw refuse('A single due time needs an instant.', '/at');
  return at > after && at <= latest ? at : undefined;
}

function refuse(message: string, pointer: string): InvalidInput {
  return new InvalidInput(message, [{ pointer, message }]);
}
