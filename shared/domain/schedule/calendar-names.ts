import type { Issue } from '../errors.ts';
import { missingCalendars, type Calendars, type Exclusion } from './exclusion.ts';
import type { RecurrenceDraft } from './recurrence.ts';

/** The calendars that recurrences name, each once, in the order of their first mention. */
export function calendarNames(recurrences: readonly RecurrenceDraft[]): readonly string[] {
  const names = recurrences.flatMap((recurrence) =>
    exclusionsOf(recurrence).flatMap((exclusion) => (exclusion.type === 'calendar' ? [exclusion.name] : [])),
  );
  return [...new Set(names)];
}

/** Every calendar that recurrences name, without dates: for what is checked before calendars are read. */
export function emptyCalendars(recurrences: readonly RecurrenceDraft[]): Calendars {
  return new Map(calendarNames(recurrences).map((name) => [name, new Set()]));
}

/** The calendars that recurrences name and that are not there, with pointers into the list of recurrences. */
export function unknownCalendars(
  recurrences: readonly RecurrenceDraft[],
  calendars: Calendars,
): readonly Issue[] {
  return recurrences.flatMap((recurrence, index) =>
    missingCalendars(exclusionsOf(recurrence), calendars).map(({ pointer, message }) => ({
      pointer: `/${index}${pointer}`,
      message,
    })),
  );
}

function exclusionsOf(recurrence: RecurrenceDraft): readonly Exclusion[] {
  return recurrence.type === 'once' ? [] : (recurrence.exclusions ?? []);
}
