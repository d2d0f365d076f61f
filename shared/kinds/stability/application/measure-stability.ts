import { NotFound } from '../../../domain/errors.ts';
import type { CollectedReport } from '../../../domain/data/collected-report.ts';
import { intervalOfRun, type DataInterval } from '../../../domain/data/data-interval.ts';
import type { Job, StabilityJob } from '../../../domain/job/job.ts';
import type { StabilityTask } from '../../../domain/job/stability-task.ts';
import { isFinished, type Run, type StabilitySummary } from '../../../domain/run/run.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { jobIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';
import { summarize } from '../../../domain/run/summarize-stability.ts';
import type { BinSpecification } from '../../../domain/stability/bin-specification.ts';
import { compareWindows } from '../../../domain/stability/compare-windows.ts';
import { measureStability } from '../../../domain/stability/measure-stability.ts';
import type { SampleCounts } from '../../../domain/stability/sample-counts.ts';
import { selectColumns } from '../../../domain/stability/select-columns.ts';
import type { StabilityResult } from '../../../domain/stability/stability-result.ts';
import type { CountCurrent } from './count-current.ts';
import { createReadEarlierWindows } from './earlier-windows.ts';
import type { LoadCalendars } from '../../../application/load-calendars.ts';
import type { BaselineStore } from '../../../application/ports/baseline-store.ts';
import type { BlobFile, BlobStore } from '../../../application/ports/blob-store.ts';
import type { CountsStore } from '../../../application/ports/counts-store.ts';
import type { Fingerprint, Pause } from '../../../application/ports/environment.ts';
import type { JobStore } from '../../../application/ports/job-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import type { MalformedSampleRows } from '../../../application/ports/sample-reader.ts';
import type { StabilityStore } from '../../../application/ports/stability-store.ts';
import { createResolveSource, type ResolvedSource } from './resolve-source.ts';
import { createCancellableWork } from '../../../application/watch-cancellation.ts';

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
  readonly stability: StabilityStore;
  readonly counts: CountsStore;
  readonly blobs: BlobStore;
  readonly countCurrent: CountCurrent;
  readonly loadCalendars: LoadCalendars;
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
  const measure = createMeasure(dependencies);
  return async (attempt) => {
    const { runId } = attempt;
    const jobId = jobIdOf(runId);
    const [storedRun, storedJob] = await Promise.all([
      dependencies.runs.get(runId),
      dependencies.jobs.get(jobId),
    ]);
    const run = existing('run', runId, storedRun);
    if (isFinished(run) || run.attempt !== attempt.attempt) return { outcome: 'already-finished' };
    const job = existing('job', jobId, storedJob);
    if (job.kind !== 'stability') return rejected({ reason: 'baseline-not-found', message: otherKind(job) });
    const baseline = await dependencies.baselines.get(job.task.modelId, job.task.baselineId);
    if (baseline === undefined)
      return rejected({ reason: 'baseline-not-found', message: noBaseline(job.task) });
    const specification = onlyMeasured(baseline.specification, job.task);
    const measured = await cancellable(attempt, (signal) => measure({ run, job, specification, signal }));
    if (measured === 'cancelled') return { outcome: 'cancelled' };
    if ('failure' in measured) return rejected(measured.failure);
    return {
      outcome: 'measured',
      result: await keep(dependencies, { run, job, specification, ...measured }),
    };
  };
}

function existing<T>(what: string, id: string, found: { readonly value: T } | undefined): T {
  if (found === undefined) throw new NotFound(what, id);
  return found.value;
}

/** A registered baseline may have more columns than the task asks for. */
function onlyMeasured(
  specification: BinSpecification,
  { characteristics, scoreColumn }: StabilityTask,
): BinSpecification {
  if (characteristics === 'all') return specification;
  const score = scoreColumn === undefined ? [] : [scoreColumn];
  return selectColumns(specification, new Set([...score, ...characteristics]));
}

interface Measurement {
  readonly result: StabilityResult;
  readonly counts: SampleCounts;
  readonly files: readonly BlobFile[];
  readonly malformedRows: MalformedSampleRows['first'];
  readonly interval: DataInterval;
  readonly source: ResolvedSource;
  /** Whether each earlier window had an alarm, latest first. */
  readonly earlierAlarms: readonly boolean[];
}

interface MeasureRequest {
  readonly run: Run;
  readonly job: StabilityJob;
  readonly specification: BinSpecification;
  readonly signal: AbortSignal;
}

function createMeasure(
  dependencies: Dependencies,
): (request: MeasureRequest) => Promise<Measurement | { readonly failure: RunFailure }> {
  const { countCurrent, loadCalendars } = dependencies;
  const resolveSource = createResolveSource(dependencies);
  const readEarlierWindows = createReadEarlierWindows(dependencies);
  return async ({ run, job, specification, signal }) => {
    const { task, recurrences } = job;
    const { timeColumn, criteria } = task;
    const interval = intervalOfRun(run, recurrences, await loadCalendars(recurrences));
    const resolution = await resolveSource(run, job);
    if (resolution.outcome === 'rejected') return resolution;
    const { source } = resolution;
    const counted = await countCurrent({ source, bins: specification, interval, timeColumn, signal });
    if (counted.outcome === 'rejected') return counted;
    const { counts, files, malformedRows } = counted;
    const { references, alarms: earlierAlarms } = await readEarlierWindows(run, task, specification);
    const comparisons = compareWindows(specification, counts, { references, criteria });
    const result = {
      ...measureStability(specification, counts, criteria),
      ...(comparisons.length > 0 && { comparisons }),
    };
    return { result, counts, files, malformedRows, interval, source, earlierAlarms };
  };
}

async function keep(
  { blobs, counts: store, fingerprint }: Dependencies,
  { run, job: { task }, specification, ...measured }: MeasurementOf,
): Promise<StabilitySummary> {
  const { result, counts, files, malformedRows, interval, source, earlierAlarms } = measured;
  const { convention } = specification;
  const detail = JSON.stringify({
    ...{ convention, criteria: task.criteria, files },
    ...(source.kind === 'collected-report' && { report: reportOf(source) }),
    ...(malformedRows.length > 0 && { malformedRows }),
    interval: { from: toIso(interval.from), to: toIso(interval.to) },
    ...result,
  });
  // Later windows are compared as wholes: the counts of segments would only make the blob large.
  const { segments: _segments, ...whole } = counts;
  const folder = `results/${task.modelId}/${run.runId}`;
  const detailPath = `${folder}/${fingerprint(detail)}.json`;
  const countsPath = `${folder}/${fingerprint(JSON.stringify(whole))}.counts.json`;
  await Promise.all([blobs.writeOnce(detailPath, detail), store.writeOnce(countsPath, whole)]);
  const window = task.timeColumn === undefined ? {} : { window: interval };
  return summarize(task, result, { detailPath, countsPath, earlierAlarms, ...window });
}

interface MeasurementOf extends Measurement {
  readonly run: Run;
  readonly job: StabilityJob;
  readonly specification: BinSpecification;
}

function toIso(instant: number): string {
  return new Date(instant).toISOString();
}

function rejected(failure: RunFailure): MeasureOutcome {
  return { outcome: 'rejected', failure };
}

/** Which report was measured, whatever becomes of the blob. */
function reportOf({
  runId,
  path,
  sha256,
}: CollectedReport): Pick<CollectedReport, 'runId' | 'path' | 'sha256'> {
  return { runId, path, sha256 };
}

/** Deleted and scheduled anew under the same id while the run was going. */
function otherKind({ jobId, kind }: Job): string {
  return `Job '${jobId}' is of kind '${kind}' by now, and measures nothing.`;
}

function noBaseline({ modelId, baselineId }: StabilityTask): string {
  return `Model '${modelId}' has no baseline '${baselineId}'. Schedule the job anew to register it.`;
}
