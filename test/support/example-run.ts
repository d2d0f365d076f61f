import { planDispatch } from '../../shared/domain/dispatch/plan-dispatch.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { PendingRun, RunningRun } from '../../shared/domain/run/run.ts';
import { toRunning } from '../../shared/domain/run/run-transitions.ts';
import { exampleJob } from './example-job.ts';
import { present } from './present.ts';

/** The run of a job's next slot, dispatched on time, with what a test wants otherwise. */
export function examplePendingRun(overrides: Partial<PendingRun> = {}, job: Job = exampleJob()): PendingRun {
  const plan = planDispatch(job, { now: job.nextDueAt ?? 0, lookAheadMs: 0 });
  return { ...present(plan?.runs[0], 'run'), ...overrides };
}

/** The same run, begun on time. */
export function exampleRunningRun(overrides: Partial<PendingRun> = {}): RunningRun {
  const run = examplePendingRun(overrides);
  return toRunning(run, run.effectiveAt);
}
