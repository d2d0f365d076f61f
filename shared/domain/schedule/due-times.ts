import type { Calendars } from './exclusion.ts';
import { nextDueAt } from './next-due-at.ts';
import type { Recurrence } from './recurrence.ts';

/** Instants in ms since the epoch; `after` is left out, `until` is included. */
interface DueTimesRange {
  readonly after: number;
  readonly until: number;
  /** The most due times to give: a whole number, 0 or more. */
  readonly limit: number;
  /** What exclusions by calendar are looked up in. */
  readonly calendars?: Calendars;
}

/**
 * The due times of a range in order, each once, at most `limit` of them. Throws RangeError for a limit that
 * does not bound the list, and InvalidInput as `nextDueAt` does.
 */
export function dueTimes(
  recurrences: readonly Recurrence[],
  { after, until, limit, calendars }: DueTimesRange,
): number[] {
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new RangeError(
      `The number of due times to give must be a whole number, 0 or more; it is ${limit}.`,
    );
  }
  const found: number[] = [];
  let dueAt = limit > 0 ? nextDueAt(recurrences, after, calendars) : undefined;
  while (dueAt !== undefined && dueAt <= until) {
    found.push(dueAt);
    dueAt = found.length < limit ? nextDueAt(recurrences, dueAt, calendars) : undefined;
  }
  return found;
}
