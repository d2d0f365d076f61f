import type { Backfill } from '../domain/backfill/backfill.ts';
import { cancelling, pausedBackfill, resumedBackfill } from '../domain/backfill/backfill-changes.ts';
import type { JobAction } from '../domain/job/job-change.ts';
import type { Request } from '../domain/run/run.ts';
import type { AdvanceBackfill } from './advance-backfill.ts';
import type { FinishCancelling } from './finish-cancelling.ts';
import { generationOf, targetChange, type ChangeDependencies } from './job-changes.ts';
import type { BackfillKey, BackfillStore } from './ports/backfill-store.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Orchestrations } from './ports/orchestrations.ts';

export type ChangeBackfillOutcome =
  /** Also when it was so already. */
  | { readonly outcome: 'changed'; readonly backfill: Backfill }
  /** It is over, or being cancelled. */
  | { readonly outcome: 'not-open'; readonly backfill: Backfill }
  | { readonly outcome: 'not-found' };

interface Dependencies extends ChangeDependencies {
  readonly backfills: BackfillStore;
  readonly jobs: JobStore;
}

/** Pauses a backfill: it makes no more runs; those that are made go on. */
export function createPauseBackfill(
  dependencies: Dependencies,
): (key: BackfillKey, request: Request) => Promise<ChangeBackfillOutcome> {
  return (key, { author, reason }) =>
    change(dependencies, { ...key, author, reason, action: 'backfill-paused' }, (backfill) =>
      pausedBackfill(backfill, { author, reason, at: dependencies.clock.now() }),
    );
}

/** Lets a paused backfill go on from where it was, at once. */
export function createResumeBackfill(
  dependencies: Dependencies & { readonly advanceBackfill: AdvanceBackfill },
): (key: BackfillKey, request: Request) => Promise<ChangeBackfillOutcome> {
  const { backfills, clock, advanceBackfill } = dependencies;
  return async (key, { author, reason }) => {
    const changed = await change(
      dependencies,
      { ...key, author, reason, action: 'backfill-resumed' },
      (backfill) => resumedBackfill(backfill, { author, reason, at: clock.now() }),
    );
    if (changed.outcome !== 'changed') return changed;
    await advanceBackfill(key.jobId, key.backfillId);
    return { outcome: 'changed', backfill: (await backfills.get(key))?.value ?? changed.backfill };
  };
}

export interface CancelBackfillRequest extends Request {
  /** Whether runs that are going end as well; those that have not begun always do. */
  readonly cancelRunning: boolean;
}

/**
 * Cancels a backfill and the runs of it that have not ended. The intent is written first, so that a process that
 * dies among the runs leaves a backfill that is `cancelling`, which the timer finishes.
 */
export function createCancelBackfill(
  dependencies: Dependencies & { readonly finishCancelling: FinishCancelling },
): (
  key: BackfillKey,
  request: CancelBackfillRequest,
  orchestrations: Orchestrations,
) => Promise<ChangeBackfillOutcome> {
  const { backfills, clock, finishCancelling } = dependencies;
  return async (key, { author, reason, cancelRunning }, orchestrations) => {
    const changed = await change(
      dependencies,
      { ...key, author, reason, action: 'backfill-cancelled' },
      (backfill) => cancelling(backfill, { author, reason, cancelRunning, at: clock.now() }),
    );
    if (changed.outcome !== 'changed') return changed;
    await finishCancelling(key, orchestrations);
    return { outcome: 'changed', backfill: (await backfills.get(key))?.value ?? changed.backfill };
  };
}

/** Writes what `next` makes of a backfill, again from the beginning when someone else changed it meanwhile. */
async function change(
  dependencies: Dependencies,
  { jobId, backfillId, ...by }: BackfillKey & Request & { readonly action: JobAction },
  next: (backfill: Backfill) => Backfill | 'same' | 'not-open',
): Promise<ChangeBackfillOutcome> {
  const { backfills, jobs } = dependencies;
  for (;;) {
    const stored = await backfills.get({ jobId, backfillId });
    if (stored === undefined) return { outcome: 'not-found' };
    const { value: backfill, version } = stored;
    const changed = next(backfill);
    if (changed === 'same') return { outcome: 'changed', backfill };
    if (changed === 'not-open') return { outcome: 'not-open', backfill };
    const job = await generationOf(jobs, backfill);
    const changes = [targetChange(dependencies, job, { ...by, target: backfillId })];
    const write = { jobId, backfill: { value: changed, ifVersion: version }, changes };
    if ((await jobs.commit(write)) === 'committed') return { outcome: 'changed', backfill: changed };
  }
}
