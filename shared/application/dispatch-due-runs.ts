import { planDispatch, type DispatchPlan } from '../domain/dispatch/plan-dispatch.ts';
import type { Job } from '../domain/job/job.ts';
import type { PendingRun } from '../domain/run/run.ts';
import type { Clock, Log } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';
import type { Versioned } from './ports/versioned.ts';

/*
 * Each due slot becomes one run and one message. The run's id follows from job and slot, and the run is
 * created in the same transaction that moves the job's `nextDueAt` on, under the version that was read; so of
 * any number of dispatchers one wins and the others write nothing. The message is sent after the commit: a
 * dispatcher killed in between leaves a pending run, which recover-stalled-runs sends again.
 */

export interface DispatchSummary {
  readonly runs: number;
  readonly skippedSlots: number;
  /** Jobs that another dispatcher took first. */
  readonly conflicts: number;
  /** Jobs that could not be dispatched; they are tried again at the next pass. */
  readonly failures: number;
}

interface Dependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly lookAheadMs: number;
}

const NOTHING: DispatchSummary = { runs: 0, skippedSlots: 0, conflicts: 0, failures: 0 };

/** Dispatches every slot that is due within the look-ahead; one bad job never stops the others. */
export function createDispatchDueRuns(dependencies: Dependencies): () => Promise<DispatchSummary> {
  return async () => {
    let summary = NOTHING;
    const until = dependencies.clock.now() + dependencies.lookAheadMs;
    for await (const job of dependencies.jobs.due(until)) {
      summary = add(summary, await dispatchSafely(dependencies, job));
    }
    return summary;
  };
}

/** Dispatches what is due of one job, at once: for a job that was just stored. */
export function createDispatchJob(
  dependencies: Dependencies,
): (jobId: Job['jobId']) => Promise<DispatchSummary> {
  return async (jobId) => {
    const job = await dependencies.jobs.get(jobId);
    return job === undefined ? NOTHING : dispatchSafely(dependencies, job);
  };
}

async function dispatchSafely(dependencies: Dependencies, job: Versioned<Job>): Promise<DispatchSummary> {
  try {
    return await dispatch(dependencies, job);
  } catch (error) {
    dependencies.log.error('A job could not be dispatched; the next pass tries again.', error, {
      jobId: job.value.jobId,
    });
    return { ...NOTHING, failures: 1 };
  }
}

/** Works a job off until nothing is due: a long backlog takes several bounded writes. */
async function dispatch(dependencies: Dependencies, first: Versioned<Job>): Promise<DispatchSummary> {
  let summary = NOTHING;
  let job: Versioned<Job> | undefined = first;
  while (job !== undefined) {
    const plan = planDispatch(job.value, dependencies.clock.now(), dependencies.lookAheadMs);
    if (plan === undefined) return summary;
    const runs = await write(dependencies, plan, job.version);
    if (runs === 'conflict') return add(summary, { ...NOTHING, conflicts: 1 });
    await dependencies.queue.enqueue(runs);
    summary = add(summary, { ...NOTHING, runs: runs.length, skippedSlots: plan.skipped?.count ?? 0 });
    job = await dependencies.jobs.get(first.value.jobId);
  }
  return summary;
}

/**
 * Writes a plan and returns the runs that it made. A job that was deleted and defined anew may name slots that
 * its predecessor had dispatched ahead; those runs are kept as they are and start under the new definition.
 */
async function write(
  { jobs, runs }: Dependencies,
  plan: DispatchPlan,
  ifVersion: string,
): Promise<readonly PendingRun[] | 'conflict'> {
  const outcome = await jobs.dispatch({ ...plan, ifVersion });
  if (outcome === 'dispatched') return plan.runs;
  if (outcome === 'conflict') return 'conflict';
  const found = await Promise.all(plan.runs.map(async (run) => ((await runs.get(run.runId)) ? [] : [run])));
  const missing = found.flat();
  const second = await jobs.dispatch({ ...plan, runs: missing, ifVersion });
  return second === 'dispatched' ? missing : 'conflict';
}

function add(a: DispatchSummary, b: DispatchSummary): DispatchSummary {
  return {
    runs: a.runs + b.runs,
    skippedSlots: a.skippedSlots + b.skippedSlots,
    conflicts: a.conflicts + b.conflicts,
    failures: a.failures + b.failures,
  };
}
