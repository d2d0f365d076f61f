import { dataInterval } from '../domain/data/data-interval.ts';
import { NotFound } from '../domain/errors.ts';
import { isFinished } from '../domain/run/run.ts';
import { jobIdOf } from '../domain/run/run-id.ts';
import type { FindSampleFiles } from './find-sample-files.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunAttempt } from './ports/orchestrations.ts';
import type { RunStore } from './ports/run-store.ts';
import type { Warehouse } from './ports/warehouse.ts';

export type DataCheck =
  | { readonly outcome: 'ready' }
  | {
      readonly outcome: 'not-ready';
      /** What is missing and what to do, for a person. */
      readonly message: string;
    };

interface Dependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly loadCalendars: LoadCalendars;
  readonly findSampleFiles: FindSampleFiles;
  readonly warehouse?: Warehouse | undefined;
}

/**
 * Looks whether a run's current data are there: a file that its path means, or a row of its table in the run's data
 * interval. Throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createCheckData({
  jobs,
  runs,
  loadCalendars,
  findSampleFiles,
  warehouse,
}: Dependencies): (attempt: RunAttempt) => Promise<DataCheck> {
  return async ({ runId, attempt }) => {
    const jobId = jobIdOf(runId);
    const [run, job] = await Promise.all([runs.get(runId), jobs.get(jobId)]);
    if (run === undefined) throw new NotFound('run', runId);
    if (job === undefined) throw new NotFound('job', jobId);
    // The next step finds out the same, and ends the work.
    if (isFinished(run.value) || run.value.attempt !== attempt) return { outcome: 'ready' };
    const { task, recurrences } = job.value;
    const { current: source, timeColumn } = task;
    const interval = dataInterval(recurrences, run.value.dueAt, await loadCalendars(recurrences));
    if (source.kind === 'snowflake') {
      const window = timeColumn === undefined ? undefined : { column: timeColumn, ...interval };
      // Without an account the measurement says what is missing.
      const isThere = warehouse === undefined || (await warehouse.hasRows(source, window));
      return isThere ? { outcome: 'ready' } : notReady('The table or query has no rows for this run');
    }
    const { files, path } = await findSampleFiles(source, interval);
    return files.length > 0 ? { outcome: 'ready' } : notReady(`There is no blob '${path}'`);
  };
}

function notReady(what: string): DataCheck {
  const message = `${what}, and the job's "readiness" waits no longer. Bring the data, then retry the run.`;
  return { outcome: 'not-ready', message };
}
