import type { Calendars } from './exclusion.ts';
import { nextDueAt } from './next-due-at.ts';
import type { Recurrence } from './recurrence.ts';

interface ReplanOptions {
  /** Epoch ms. */
  readonly now: number;
  /** The first slot that was not dispatched, by the calendars as they were; undefined when there was none. */
  readonly undispatchedAt: number | undefined;
  /** The calendars as they are. */
  readonly calendars: Calendars;
}

/**
 * The first slot still to be dispatched after calendars have changed; undefined when there is none.
 *
 * No future slot is skipped: one between now and `undispatchedAt` that has become free comes into play. No past
 * slot is run again, and one that was excluded when it passed stays so. While dispatch is behind
 * (`undispatchedAt` lies in the past) the new calendars hold for what it still has to work off. A slot that was
 * dispatched ahead of its time may be named once more: dispatch finds its run and goes on.
 *
 * Throws InvalidInput as `nextDueAt` does.
 */
export function replanDueAt(
  recurrences: readonly Recurrence[],
  { now, undispatchedAt = Infinity, calendars }: ReplanOptions,
): number | undefined {
  return nextDueAt(recurrences, Math.min(now, undispatchedAt - 1), calendars);
}
