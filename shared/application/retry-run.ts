import type { PendingRun, Request, Run } from '../domain/run/run.ts';
import { toRetried } from '../domain/run/run-transitions.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { messageOf } from './end-run.ts';
import { targetChange, type ChangeDependencies } from './job-changes.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';

export type RetryOutcome =
  | { readonly outcome: 'retried'; readonly run: PendingRun }
  /** It has a result, or has not ended yet. */
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
 * skipped). Twice is the same as once: the second finds the run pending.
 */
export function createRetryRun(
  dependencies: RetryDependencies,
): (runId: RunId, requested: Request) => Promise<RetryOutcome> {
  const { jobs, runs, queue, clock } = dependencies;
  return async (runId, requested) => {
    for (;;) {
      const stored = await runs.get(runId);
      if (stored === undefined) return { outcome: 'not-found' };
      const { value: run, version } = stored;
      if (
        run.state !== 'failed' &&
        run.state !== 'dead' &&
        run.state !== 'cancelled' &&
        run.state !== 'skipped'
      ) {
        return { outcome: 'not-retryable', run };
      }
      const job = await jobs.get(run.jobId);
      if (job === undefined || job.value.state === 'deleted') return { outcome: 'job-deleted' };
      const next = toRetried(run, { requested, now: clock.now() });
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
