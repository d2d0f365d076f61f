import type { JobId } from '../domain/job/job-id.ts';
import { isFinished, type Request, type Run } from '../domain/run/run.ts';
import { jobIdOf, type RunId } from '../domain/run/run-id.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunStore } from './ports/run-store.ts';
import type { RetryOutcome } from './retry-run.ts';

export type RetryLastOutcome =
  /** `already-retried`: someone has asked for it before, and it has not ended yet. */
  | { readonly outcome: 'retried' | 'already-retried'; readonly run: Run }
  | { readonly outcome: 'nothing-failed' }
  | { readonly outcome: 'not-retryable'; readonly run: Run }
  | { readonly outcome: 'run-not-found' | 'run-of-another-job'; readonly runId: RunId }
  | { readonly outcome: 'not-found' };

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get' | 'list'>;
  readonly retryRun: (runId: RunId, requested: Request) => Promise<RetryOutcome>;
}

export interface RetryLastRequest extends Request {
  /** Absent: the last run that failed or is dead. */
  readonly runId?: RunId | undefined;
  /** Only runs that were made in one of these value streams; absent: in any. */
  readonly valueStreams?: readonly string[] | undefined;
}

export type RetryLastRun = (jobId: JobId, request: RetryLastRequest) => Promise<RetryLastOutcome>;

/**
 * Retries a run of a job: the one named, or the one of the latest slot that failed or is dead. Twice is the same as once
 * while the run goes on: the second request does not fall upon an earlier failure.
 */
export function createRetryLastRun(dependencies: Dependencies): RetryLastRun {
  return async (jobId, { runId: named, valueStreams, ...requested }) => {
    const { jobs, runs, retryRun } = dependencies;
    const job = await jobs.get(jobId);
    if (job === undefined || job.value.state === 'deleted') return { outcome: 'not-found' };
    if (named !== undefined) {
      if (jobIdOf(named) !== jobId) return { outcome: 'run-of-another-job', runId: named };
      if (!(await isIn(valueStreams, runs, named))) return { outcome: 'run-not-found', runId: named };
      return toOutcome(named, await retryRun(named, requested));
    }
    const last = await lastFailed(runs, { jobId, valueStreams });
    if (last === undefined) return { outcome: 'nothing-failed' };
    if (!isFinished(last)) return { outcome: 'already-retried', run: last };
    return toOutcome(last.runId, await retryRun(last.runId, requested));
  };
}

function toOutcome(runId: RunId, retry: RetryOutcome): RetryLastOutcome {
  switch (retry.outcome) {
    case 'retried':
      return retry;
    case 'not-retryable':
      return isBeingRetried(retry.run) ? { outcome: 'already-retried', run: retry.run } : retry;
    case 'job-deleted':
      return { outcome: 'not-found' };
    case 'not-found':
      return { outcome: 'run-not-found', runId };
  }
}

async function isIn(
  valueStreams: readonly string[] | undefined,
  runs: Pick<RunStore, 'get'>,
  runId: RunId,
): Promise<boolean> {
  if (valueStreams === undefined) return true;
  const run = await runs.get(runId);
  return run !== undefined && valueStreams.includes(run.value.valueStream);
}

const LOOKED_AT = 50;

/** The latest run that failed or is dead, or that did and is being retried. */
async function lastFailed(
  runs: Pick<RunStore, 'list'>,
  { jobId, valueStreams }: { readonly jobId: JobId } & Pick<RetryLastRequest, 'valueStreams'>,
): Promise<Run | undefined> {
  const states = ['failed', 'dead', 'pending', 'waiting', 'running'] as const;
  const narrowed = valueStreams === undefined ? {} : { valueStreams };
  let cursor: string | undefined;
  do {
    const request = { limit: LOOKED_AT, ...(cursor === undefined ? {} : { cursor }) };
    const page = await runs.list({ jobId, states, ...narrowed }, request);
    const last = page.items.find((run) => isFinished(run) || isBeingRetried(run));
    if (last !== undefined) return last;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return undefined;
}

/** A person's retry begins another chain of attempts, and says who asked; a resume does the first alone. */
function isBeingRetried(run: Run): boolean {
  return !isFinished(run) && run.chainStart > 1 && run.requested !== undefined;
}
