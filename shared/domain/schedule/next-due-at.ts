import { InvalidInput } from '../errors.ts';
import { NO_CALENDARS, type Calendars } from './exclusion.ts';
import { DAY_MS, EARLIEST_INSTANT, LATEST_INSTANT } from './instant.ts';
import { nextOfRecurrence } from './next-of-recurrence.ts';
import type { Recurrence } from './recurrence.ts';

/**
 * The first instant (ms since the epoch, UTC) strictly after `after` that any of the recurrences names, or
 * undefined when none names another. `after` may lie outside 1970 to 9999; the answer never does.
 *
 * Expects recurrences that `recurrenceIssues` has no fault to find in. Throws InvalidInput for one that cannot
 * be calculated, with pointers into that recurrence (a calendar that is not among `calendars`, for one), and for
 * an `after` that is not a number. A recurrence whose slots are all excluded for a century names none.
 */
export function nextDueAt(
  recurrences: readonly Recurrence[],
  after: number,
  calendars: Calendars = NO_CALENDARS,
): number | undefined {
  if (Number.isNaN(after)) {
    const message = 'The instant to look after is not a number.';
    throw new InvalidInput(message, [{ pointer: '', message }]);
  }
  // All due times are whole milliseconds, so nothing lies between `after` and its floor.
  const floor = Math.max(Math.floor(after), EARLIEST_INSTANT - 1);
  if (floor >= LATEST_INSTANT) return undefined;
  const soon = earliestOf(recurrences, floor, { calendars, until: floor + SOON_MS });
  return soon ?? earliestOf(recurrences, floor, { calendars, until: LATEST_INSTANT });
}

/**
 * Looking this far first keeps a recurrence whose every day is excluded, which takes a step a day, from slowing
 * down those beside it.
 */
const SOON_MS = 366 * DAY_MS;

interface Search {
  readonly calendars: Calendars;
  readonly until: number;
}

function earliestOf(
  recurrences: readonly Recurrence[],
  after: number,
  { calendars, until }: Search,
): number | undefined {
  let earliest: number | undefined;
  for (const recurrence of recurrences) {
    const dueAt = nextOfRecurrence(recurrence, after, { calendars, until: earliest ?? until });
    if (dueAt !== undefined && (earliest === undefined || dueAt < earliest)) earliest = dueAt;
  }
  return earliest;
}
