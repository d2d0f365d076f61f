import {
  isFinished,
  type FinishedRun,
  type PendingRun,
  type Request,
  type Run,
  type SucceededRun,
} from '../domain/run/run.ts';
import { toRetried, type ChildOf } from '../domain/run/run-transitions.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { messageOf } from './end-run.ts';
import { targetChange, type ChangeDependencies } from './job-changes.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';

export type RetryOutcome =
  | { readonly outcome: 'retried'; readonly run: PendingRun }
  /** It has a result, or has not ended yet; or it was retried for its parent's attempt before. */
  | { readonly outcome: 'not-retryable'; readonly run: Run }
  | { readonly outcome: 'job-deleted' }
  | { readonly outcome: 'not-found' };

export interface RetryDependencies extends ChangeDependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
}

/**
 * Begins a new chain of attempts on the slot of a run that ended without a result (failed, dead, cancelled or
 * skipped). Twice is the same as once: the second finds the run pending. For a parent (`child`) it does so once for each
 * of the parent's attempts, however often and late it is asked.
 */
export function createRetryRun(
  dependencies: RetryDependencies,
): (runId: RunId, requested: Request, child?: ChildOf) => Promise<RetryOutcome> {
  const { jobs, runs, queue, clock } = dependencies;
  return async (runId, requested, child) => {
    for (;;) {
      const stored = await runs.get(runId);
      if (stored === undefined) return { outcome: 'not-found' };
      const { value: run, version } = stored;
      if (!isRetryable(run) || (child !== undefined && wasWantedBy(run, child))) {
        return { outcome: 'not-retryable', run };
      }
      const job = await jobs.get(run.jobId);
      if (job === undefined || job.value.state === 'deleted') return { outcome: 'job-deleted' };
      const next = toRetried(run, {
        ...{ requested, now: clock.now() },
        ...(child === undefined ? {} : { child }),
      });
      const { author, reason } = requested;
      const by = { author, reason, action: 'run-retried', target: runId } as const;
      const changes = [targetChange(dependencies, job.value, by)];
      const write = { jobId: run.jobId, runs: [{ value: next, ifVersion: version }], changes };
      if ((await jobs.commit(write)) !== 'committed') continue;
      await queue.enqueue([messageOf(next)]);
      return { outcome: 'retried', run: next };
    }
  };
}

function isRetryable(run: Run): run is Exclude<FinishedRun, SucceededRun> {
  return isFinished(run) && run.state !== 'succeeded';
}

/** Whether the attempt of the parent, or a later one, has had the run already. */
function wasWantedBy({ parent }: Run, child: ChildOf): boolean {
  return (parent?.attempt ?? 0) >= (child.parent.attempt ?? 0);
}
