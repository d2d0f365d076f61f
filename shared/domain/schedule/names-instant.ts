import { NO_CALENDARS, type Calendars } from './exclusion.ts';
import { nextOfRecurrence } from './next-of-recurrence.ts';
import type { Recurrence } from './recurrence.ts';

/** Whether any of the recurrences names an instant (epoch ms). Throws InvalidInput as `nextDueAt` does. */
export function namesInstant(
  recurrences: readonly Recurrence[],
  instant: number,
  calendars: Calendars = NO_CALENDARS,
): boolean {
  const search = { calendars, until: instant };
  return recurrences.some((recurrence) => nextOfRecurrence(recurrence, instant - 1, search) === instant);
}
