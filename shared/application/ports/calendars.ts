import type { Calendars } from '../../domain/schedule/exclusion.ts';
import type { Recurrence } from '../../domain/schedule/recurrence.ts';

/** Gives the calendars that recurrences name, as they are now; nothing is read when none is named. */
export type LoadCalendars = (recurrences: readonly Recurrence[]) => Promise<Calendars>;
