import { intervalOfRun } from '../../../domain/data/data-interval.ts';
import { InvalidInput, NotFound } from '../../../domain/errors.ts';
import type { StabilityJob } from '../../../domain/job/job.ts';
import { isFinished, type Run } from '../../../domain/run/run.ts';
import { jobIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';
import type { FindSampleFiles } from '../../../application/find-sample-files.ts';
import type { LoadCalendars } from '../../../application/load-calendars.ts';
import type { JobStore } from '../../../application/ports/job-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import type { Warehouse } from '../../../application/ports/warehouse.ts';
import type { ReadinessCheck } from '../../../application/readiness-check.ts';
import { createResolveSource, type ResolvedSource } from './resolve-source.ts';

interface Dependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly loadCalendars: LoadCalendars;
  readonly findSampleFiles: FindSampleFiles;
  readonly warehouse?: Warehouse | undefined;
}

/**
 * Looks whether a run's current data are there: a file that its path means, the report that its upstream has collected,
 * or a row of its table in the run's data interval. Throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createCheckData(
  dependencies: Dependencies,
): (attempt: RunAttempt) => Promise<ReadinessCheck> {
  const { jobs, runs } = dependencies;
  const resolveSource = createResolveSource({ jobs, runs });
  return async ({ runId, attempt }) => {
    const jobId = jobIdOf(runId);
    const [run, job] = await Promise.all([runs.get(runId), jobs.get(jobId)]);
    if (run === undefined) throw new NotFound('run', runId);
    if (job === undefined) throw new NotFound('job', jobId);
    // The next step finds out the same, and ends the work.
    if (isFinished(run.value) || run.value.attempt !== attempt) return { outcome: 'ready' };
    // Nor can a job that has become another kind wait for data.
    if (job.value.kind !== 'stability') return { outcome: 'ready' };
    const resolution = await resolveSource(run.value, job.value);
    if (resolution.outcome === 'rejected') return resolution;
    return lookFor(dependencies, resolution.source, { run: run.value, job: job.value });
  };
}

async function lookFor(
  { loadCalendars, findSampleFiles, warehouse }: Dependencies,
  source: ResolvedSource,
  { run, job }: { readonly run: Run; readonly job: StabilityJob },
): Promise<ReadinessCheck> {
  const { recurrences, task } = job;
  const interval = intervalOfRun(run, recurrences, await loadCalendars(recurrences));
  if (source.kind === 'snowflake') {
    const { timeColumn } = task;
    const window = timeColumn === undefined ? undefined : { column: timeColumn, ...interval };
    // Without an account the measurement says what is missing.
    const isThere = warehouse === undefined || (await warehouse.hasRows(source, window));
    return isThere ? { outcome: 'ready' } : notReady('The table or query has no rows for this run');
  }
  try {
    const { files, path } = await findSampleFiles(source, interval);
    return files.length > 0 ? { outcome: 'ready' } : notReady(`There is no blob '${path}'`);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { outcome: 'rejected', failure: { reason: 'current-not-readable', message: error.message } };
  }
}

function notReady(what: string): ReadinessCheck {
  const message = `${what}, and the job's "readiness" waits no longer. Bring the data, then retry the run.`;
  return { outcome: 'not-ready', message };
}
