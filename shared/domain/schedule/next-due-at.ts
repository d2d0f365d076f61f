import { InvalidInput, type Issue } from '../errors.ts';
import { readCron } from './cron.ts';
import { EARLIEST_INSTANT, LATEST_INSTANT, SECOND_MS } from './instant.ts';
import { nextCronDueAt } from './next-cron-due-at.ts';
import type { CronRecurrence, IntervalRecurrence, OnceRecurrence, Recurrence } from './recurrence.ts';
import { findTimeZone } from './time-zone.ts';

/**
 * The first instant (ms since the epoch, UTC) strictly after `after` that any of the recurrences names, or
 * undefined when none names another. `after` may lie outside 1970 to 9999; the answer never does.
 *
 * Expects recurrences that `recurrenceIssues` has no fault to find in. Throws InvalidInput for one that cannot
 * be calculated, with pointers into that recurrence, and for an `after` that is not a number.
 */
export function nextDueAt(recurrences: readonly Recurrence[], after: number): number | undefined {
  if (Number.isNaN(after)) throw refuse('The instant to look after is not a number.', '');
  // All due times are whole milliseconds, so nothing lies between `after` and its floor.
  const floor = Math.max(Math.floor(after), EARLIEST_INSTANT - 1);
  if (floor >= LATEST_INSTANT) return undefined;
  let earliest: number | undefined;
  for (const recurrence of recurrences) {
    const dueAt = nextOf(recurrence, floor);
    if (dueAt !== undefined && dueAt <= LATEST_INSTANT && (earliest === undefined || dueAt < earliest)) {
      earliest = dueAt;
    }
  }
  return earliest;
}

function nextOf(recurrence: Recurrence, after: number): number | undefined {
  switch (recurrence.type) {
    case 'cron':
      return withinRange(recurrence, after, nextOfCron);
    case 'interval':
      return withinRange(recurrence, after, nextOfInterval);
    case 'once':
      return nextOfOnce(recurrence, after);
  }
}

/** Applies `startAt` and `endAt`, both of which are included. */
function withinRange<Ranged extends CronRecurrence | IntervalRecurrence>(
  recurrence: Ranged,
  after: number,
  next: (recurrence: Ranged, after: number) => number | undefined,
): number | undefined {
  const { startAt, endAt } = recurrence;
  const from = startAt === undefined ? after : Math.max(after, startAt - 1);
  if (endAt !== undefined && from >= endAt) return undefined;
  const dueAt = next(recurrence, from);
  return dueAt === undefined || (endAt !== undefined && dueAt > endAt) ? undefined : dueAt;
}

function nextOfCron(
  { dialect, expression, timeZone, dst }: CronRecurrence,
  after: number,
): number | undefined {
  const reading = readCron(dialect, expression);
  if (reading.outcome === 'refused') {
    throw new InvalidInput(`The cron expression "${expression}" cannot be read.`, reading.issues);
  }
  const zone = findTimeZone(timeZone);
  if (zone === undefined) throw refuse(`There is no time zone "${timeZone}".`, '/timeZone');
  return nextCronDueAt({ cron: reading.cron, zone, dst }, after);
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

function nextOfOnce({ at }: OnceRecurrence, after: number): number | undefined {
  if (!Number.isSafeInteger(at)) throw refuse('A single due time needs an instant.', '/at');
  return at > after ? at : undefined;
}

function refuse(message: string, pointer: string): InvalidInput {
  const issue: Issue = { pointer, message };
  return new InvalidInput(message, [issue]);
}
