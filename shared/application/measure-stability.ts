import { InvalidInput, NotFound } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import { isFinished, type Run, type StabilitySummary } from '../domain/run/run.ts';
import type { RunFailure } from '../domain/run/run-failure.ts';
import { jobIdOf } from '../domain/run/run-id.ts';
import { createCurrentCounter } from '../domain/stability/current-counter.ts';
import { measureStability } from '../domain/stability/measure-stability.ts';
import { summarize } from '../domain/run/summarize-stability.ts';
import type { StabilityResult } from '../domain/stability/stability-result.ts';
import type { Baseline, BaselineStore } from './ports/baseline-store.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { Fingerprint, Pause } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunAttempt } from './ports/orchestrations.ts';
import type { RunStore } from './ports/run-store.ts';
import { createCancellableWork } from './watch-cancellation.ts';

export type MeasureOutcome =
  | { readonly outcome: 'measured'; readonly result: StabilitySummary }
  /** No retry would mend it. */
  | { readonly outcome: 'rejected'; readonly failure: RunFailure }
  | { readonly outcome: 'already-finished' }
  /** The run was cancelled, timed out or taken over while it was measured. */
  | { readonly outcome: 'cancelled' };

interface Dependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly baselines: BaselineStore;
  readonly blobs: BlobStore;
  readonly fingerprint: Fingerprint;
  readonly pause: Pause;
}

/**
 * Measures a run's current data against the frozen baseline and keeps the per-bin detail in a blob named by
 * its content, so that a second measurement of changed data can never overwrite what was committed.
 * Throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createMeasureStability(
  dependencies: Dependencies,
): (attempt: RunAttempt) => Promise<MeasureOutcome> {
  const cancellable = createCancellableWork(dependencies);
  return async (attempt) => {
    const { runId } = attempt;
    const jobId = jobIdOf(runId);
    const [storedRun, storedJob] = await Promise.all([
      dependencies.runs.get(runId),
      dependencies.jobs.get(jobId),
    ]);
    const run = existing('run', runId, storedRun);
    if (isFinished(run) || run.attempt !== attempt.attempt) return { outcome: 'already-finished' };
    const { task } = existing('job', jobId, storedJob);
    const baseline = await dependencies.baselines.get(task.modelId, task.baselineId);
    if (baseline === undefined) return rejected('baseline-not-found', noBaseline(task));
    const measured = await cancellable(attempt, (signal) =>
      measure(dependencies.blobs, { task, baseline, signal }),
    );
    if (measured === 'cancelled') return { outcome: 'cancelled' };
    if ('failure' in measured) return { outcome: 'rejected', failure: measured.failure };
    return { outcome: 'measured', result: await keep(dependencies, { run, task, baseline, ...measured }) };
  };
}

function existing<T>(what: string, id: string, found: { readonly value: T } | undefined): T {
  if (found === undefined) throw new NotFound(what, id);
  return found.value;
}

async function measure(
  blobs: BlobStore,
  {
    task,
    baseline: { specification },
    signal,
  }: { readonly task: Job['task']; readonly baseline: Baseline; readonly signal: AbortSignal },
): Promise<{ readonly result: StabilityResult } | { readonly failure: RunFailure }> {
  // The signal goes along: a file that stops coming would not let the loop below look at it.
  const chunks = await blobs.open(task.current, signal);
  if (chunks === undefined) {
    const message = `There is no blob '${task.current}'. Upload the current data, or change the task's "current".`;
    return { failure: { reason: 'current-not-found', message } };
  }
  try {
    const counter = createCurrentCounter(specification);
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      counter.push(chunk);
    }
    return { result: measureStability(specification, counter.finish(), task.thresholds) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const message = `'${task.current}' cannot be read: ${error.message}`;
    return { failure: { reason: 'current-not-readable', message } };
  }
}

async function keep(
  { blobs, fingerprint }: Dependencies,
  measured: {
    readonly run: Run;
    readonly task: Job['task'];
    readonly baseline: Baseline;
    readonly result: StabilityResult;
  },
): Promise<StabilitySummary> {
  const { run, task, baseline, result } = measured;
  const { convention } = baseline.specification;
  const detail = JSON.stringify({ convention, thresholds: task.thresholds, ...result });
  const detailPath = `results/${task.modelId}/${run.runId}/${fingerprint(detail)}.json`;
  await blobs.writeOnce(detailPath, detail);
  return summarize(task, result, detailPath);
}

function rejected(reason: RunFailure['reason'], message: string): MeasureOutcome {
  return { outcome: 'rejected', failure: { reason, message } };
}

function noBaseline({ modelId, baselineId }: Job['task']): string {
  return `Model '${modelId}' has no baseline '${baselineId}'. Schedule the job anew to register it.`;
}
