import { calendarNames } from '../domain/schedule/calendar-names.ts';
import { NO_CALENDARS, type Calendars } from '../domain/schedule/exclusion.ts';
import type { Recurrence } from '../domain/schedule/recurrence.ts';
import type { CalendarStore } from './ports/calendar-store.ts';

/**
 * Reads the calendars that recurrences name, as they are now; without a name nothing is read. One that does not
 * exist is left out, and `nextDueAt` refuses recurrences that name it.
 *
 * Whoever stores what follows from them reads the job first and its calendars after, and writes under the job's
 * version: a changed calendar is followed by a write to every job that names it, so what was calculated from
 * older dates is not stored.
 */
export type LoadCalendars = (recurrences: readonly Recurrence[]) => Promise<Calendars>;

export function createLoadCalendars({
  calendars,
}: {
  readonly calendars: Pick<CalendarStore, 'getMany'>;
}): LoadCalendars {
  return async (recurrences) => {
    const names = calendarNames(recurrences);
    if (names.length === 0) return NO_CALENDARS;
    const found = await calendars.getMany(names);
    return new Map(found.map(({ name, dates }) => [name, new Set(dates)]));
  };
}
