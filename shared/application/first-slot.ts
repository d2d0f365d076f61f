import type { Issue } from '../domain/errors.ts';
import type { Calendars } from '../domain/schedule/exclusion.ts';
import type { Recurrence } from '../domain/schedule/recurrence.ts';
import { nextDueAt } from '../domain/schedule/next-due-at.ts';
import { recurrenceListIssues } from '../domain/schedule/validate-recurrence.ts';
import type { LoadCalendars } from './load-calendars.ts';

export interface FirstSlot {
  /** Epoch ms; undefined when there is none, which is one of the issues unless there are no recurrences. */
  readonly firstDueAt: number | undefined;
  /** Every fault of the recurrences that needs the calendars or the clock to be seen. */
  readonly issues: readonly Issue[];
}

/** The first slot after `now` that recurrences of a request name. */
export async function findFirstSlot(
  loadCalendars: LoadCalendars,
  recurrences: readonly Recurrence[],
  now: number,
): Promise<FirstSlot> {
  const calendars = await loadCalendars(recurrences);
  const faults = calendarIssues(recurrences, calendars);
  if (faults.length > 0) return { firstDueAt: undefined, issues: faults };
  const firstDueAt = nextDueAt(recurrences, now, calendars);
  if (firstDueAt !== undefined || recurrences.length === 0) return { firstDueAt, issues: [] };
  return { firstDueAt, issues: [{ pointer: '/recurrences', message: 'name no instant after now' }] };
}

/** Every fault of recurrences that needs the calendars to be seen. */
export function calendarIssues(recurrences: readonly Recurrence[], calendars: Calendars): readonly Issue[] {
  return recurrenceListIssues(recurrences, { calendars }).map(({ pointer, message }) => ({
    pointer: `/recurrences${pointer}`,
    message,
  }));
}
