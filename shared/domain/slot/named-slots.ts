import type { Job } from '../job/job.ts';
import { dueTimes } from '../schedule/due-times.ts';
import type { Calendars } from '../schedule/exclusion.ts';

/** Instants in epoch ms, both included. */
export interface SlotRange {
  readonly fromDueAt: number;
  readonly untilDueAt: number;
}

/** Where a page of slots begins: at an instant (epoch ms), after so many entries of it. */
export interface SlotPosition {
  readonly at: number;
  readonly seen: number;
}

/**
 * The slots of a range that the job's present recurrences name, in order, at most `limit` of them: none of before
 * they were defined, none of after the job was deleted. Throws InvalidInput for recurrences that cannot be calculated.
 */
export function namedSlots(
  { recurrences, slotsAfter, state, updatedAt }: Job,
  {
    fromDueAt,
    untilDueAt,
    limit,
    calendars,
  }: SlotRange & { readonly limit: number; readonly calendars: Calendars },
): number[] {
  const until = state === 'deleted' ? Math.min(untilDueAt, updatedAt) : untilDueAt;
  return dueTimes(recurrences, { after: Math.max(fromDueAt - 1, slotsAfter), until, limit, calendars });
}
