import { startDeadlineAt } from '../domain/dispatch/decide-start.ts';
import { NotFound } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import { decideRetry } from '../domain/run/decide-retry.ts';
import { isFinished, type RunningRun, type RunResult } from '../domain/run/run.ts';
import type { RunFailure } from '../domain/run/run-failure.ts';
import { toFailed, toNextAttempt, toSucceeded } from '../domain/run/run-transitions.ts';
import { endRun, messageOf, type EndRunDependencies } from './end-run.ts';
import type { RunAttempt } from '../domain/run/run-id.ts';
import type { Versioned } from './ports/versioned.ts';

/**
 * Commits the result of a run. The conditional write of the run's document is the one point of commitment:
 * whoever comes later, with whatever figures, finds the run finished (or at another attempt) and changes nothing.
 */
export function createCommitResult(
  dependencies: EndRunDependencies,
): (attempt: RunAttempt, result: RunResult) => Promise<void> {
  return async (attempt, result) => {
    await finish(dependencies, attempt, (run) => {
      const ended = toSucceeded(run.value, result, dependencies.clock.now());
      return endRun(dependencies, { run, ended });
    });
  };
}

/**
 * Ends an attempt without a result: the run goes on with the next attempt of its chain, or fails. A run that has
 * ended already stays as it is.
 */
export function createRecordFailure(
  dependencies: EndRunDependencies,
): (attempt: RunAttempt, failure: RunFailure) => Promise<void> {
  return async (attempt, failure) => {
    await finish(dependencies, attempt, async (run) => {
      const job = await dependencies.jobs.get(run.value.jobId);
      const now = dependencies.clock.now();
      const retryAt = job === undefined ? undefined : retryAtOf(run.value, failure, job.value, now);
      if (retryAt !== undefined) return tryAgain(dependencies, run, { failure, retryAt, now });
      return endRun(dependencies, { run, ended: toFailed(run.value, failure, now), job });
    });
  };
}

function retryAtOf(run: RunningRun, failure: RunFailure, job: Job, now: number): number | undefined {
  if (job.state === 'deleted') return undefined;
  const deadline = startDeadlineAt(run, job);
  return decideRetry(run, failure, { policy: job.policies.retry, deadline, now });
}

/** The run keeps its place in the lane, so that nothing overtakes it; its place at the gate is for others. */
async function tryAgain(
  { jobs, queue, gates }: EndRunDependencies,
  { value: run, version }: Versioned<RunningRun>,
  again: { readonly failure: RunFailure; readonly retryAt: number; readonly now: number },
): Promise<'ended' | 'conflict'> {
  const next = toNextAttempt(run, again);
  const outcome = await jobs.commit({ jobId: run.jobId, runs: [{ value: next, ifVersion: version }] });
  if (outcome !== 'committed') return 'conflict';
  await queue.enqueue([messageOf(next)]);
  if (run.gateKey !== undefined) await gates.release(run.gateKey, run.runId);
  return 'ended';
}

async function finish(
  { runs }: EndRunDependencies,
  { runId, attempt }: RunAttempt,
  end: (run: Versioned<RunningRun>) => Promise<'ended' | 'conflict'>,
): Promise<void> {
  for (;;) {
    const stored = await runs.get(runId);
    if (stored === undefined) throw new NotFound('run', runId);
    const { value: run, version } = stored;
    if (isFinished(run) || run.attempt !== attempt) return;
    if (run.state !== 'running') throw new Error(`Attempt ${attempt} of run '${runId}' was never claimed.`);
    // On a conflict another delivery of the same step was quicker: see what it wrote.
    if ((await end({ value: run, version })) === 'ended') return;
  }
}
