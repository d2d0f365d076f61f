import type { Backfill } from '../domain/backfill/backfill.ts';
import type { AdvanceBackfill } from './advance-backfill.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { FinishCancelling } from './finish-cancelling.ts';
import type { BackfillStore } from './ports/backfill-store.ts';
import type { Clock, Log } from './ports/environment.ts';
import type { Orchestrations } from './ports/orchestrations.ts';

/** Backfills worked on at the same time. */
const AT_ONCE = 4;

/** A pass ends after this; the next one goes on. */
const PASS_MS = 25_000;

export interface BackfillSummary {
  readonly runs: number;
  readonly cancelled: number;
  /** Backfills whose cancelling could not be finished; the next pass tries again. */
  readonly failures: number;
}

interface Dependencies {
  readonly backfills: BackfillStore;
  readonly advanceBackfill: AdvanceBackfill;
  readonly finishCancelling: FinishCancelling;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks after every backfill that has something to do: makes the next runs, completes it, or finishes its
 * cancelling. Mostly the ends of runs have done so already; what this mends is a process that died in between.
 */
export function createTendBackfills(
  dependencies: Dependencies,
): (orchestrations: Orchestrations) => Promise<BackfillSummary> {
  const { backfills, advanceBackfill, clock } = dependencies;
  return async (orchestrations) => {
    const startedAt = clock.now();
    const summary = { runs: 0, cancelled: 0, failures: 0 };
    await eachAtOnce(backfills.inWork(), AT_ONCE, async (backfill) => {
      if (clock.now() - startedAt > PASS_MS) return 'stop';
      if (backfill.state === 'running') {
        summary.runs += await advanceBackfill(backfill.jobId, backfill.backfillId);
      } else if (await isCancelled(dependencies, backfill, orchestrations)) {
        summary.cancelled += 1;
      } else {
        summary.failures += 1;
      }
      return 'go-on';
    });
    return summary;
  };
}

/** One that fails does not keep the others waiting. */
async function isCancelled(
  { finishCancelling, log }: Dependencies,
  { jobId, backfillId }: Backfill,
  orchestrations: Orchestrations,
): Promise<boolean> {
  try {
    await finishCancelling({ jobId, backfillId }, orchestrations);
    return true;
  } catch (error) {
    log.error('The cancelling of a backfill could not be finished; the next pass tries again.', error, {
      backfillId,
    });
    return false;
  }
}
