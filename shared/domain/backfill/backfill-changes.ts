import type { Backfill, BackfillChange } from './backfill.ts';

/** What a request makes of a backfill: `same` when it is so already, `not-open` when it is too late for it. */
export type BackfillChanged = Backfill | 'same' | 'not-open';

export function pausedBackfill(backfill: Backfill, lastChange: BackfillChange): BackfillChanged {
  if (backfill.state === 'paused') return 'same';
  if (backfill.state !== 'running') return 'not-open';
  return { ...backfill, state: 'paused', lastChange, updatedAt: lastChange.at };
}

export function resumedBackfill(backfill: Backfill, lastChange: BackfillChange): BackfillChanged {
  if (backfill.state === 'running') return 'same';
  if (backfill.state !== 'paused') return 'not-open';
  return { ...backfill, state: 'running', lastChange, updatedAt: lastChange.at };
}

/** A second request counts when it asks for the end of runs that the first one let go on. */
export function cancelling(
  backfill: Backfill,
  lastChange: BackfillChange & { readonly cancelRunning: boolean },
): BackfillChanged {
  const { state } = backfill;
  if (state === 'completed') return 'not-open';
  const isCancelled = state === 'cancelling' || state === 'cancelled';
  const asksForMore = lastChange.cancelRunning && backfill.lastChange?.cancelRunning !== true;
  if (isCancelled && !asksForMore) return 'same';
  return { ...backfill, state: 'cancelling', lastChange, updatedAt: lastChange.at };
}

/** The cancelling backfill, once none of its runs is left to be cancelled. */
export function cancelledBackfill(backfill: Backfill, now: number): Backfill {
  return { ...backfill, state: 'cancelled', updatedAt: now };
}
