import { intervalOfRun, type DataInterval } from '../domain/data/data-interval.ts';
import { InvalidInput, NotFound } from '../domain/errors.ts';
import { isPlain, type JobKind, type PlainTask } from '../domain/job/job-work.ts';
import type { Job } from '../domain/job/job.ts';
import { isFinished, type Run } from '../domain/run/run.ts';
import type { RunFailure } from '../domain/run/run-failure.ts';
import { jobIdOf, type RunAttempt } from '../domain/run/run-id.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunStore } from './ports/run-store.ts';

export type LoadedWork<Task> =
  | {
      readonly outcome: 'loaded';
      readonly run: Run;
      readonly job: Job;
      readonly task: Task;
      /** Of the run's slot. */
      readonly interval: DataInterval;
    }
  /** The run was cancelled, timed out, was taken over, or has its result. */
  | { readonly outcome: 'over' }
  /** What it failed with cannot be mended by going on. */
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

export type LoadPlainWork<Task> = (attempt: RunAttempt) => Promise<LoadedWork<Task>>;

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get'>;
  readonly loadCalendars: LoadCalendars;
}

/**
 * Makes what reads the run, job and task that a step of a plain kind goes by; `readTask` throws InvalidInput where the task is
 * none of the kind's, as one that a newer version has stored. Every step begins with it: that is how one that comes late, or twice, finds that it has nothing to do.
 *
 * It throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createLoadPlainWork<Task>(
  { jobs, runs, loadCalendars }: Dependencies,
  { kind, readTask }: { readonly kind: JobKind; readonly readTask: (task: PlainTask) => Task },
): LoadPlainWork<Task> {
  return async ({ runId, attempt }) => {
    const jobId = jobIdOf(runId);
    const [stored, found] = await Promise.all([runs.get(runId), jobs.get(jobId)]);
    if (stored === undefined) throw new NotFound('run', runId);
    if (found === undefined) throw new NotFound('job', jobId);
    const { value: run } = stored;
    const { value: job } = found;
    if (isFinished(run) || run.attempt !== attempt) return { outcome: 'over' };
    const present: string = job.kind;
    if (!isPlain(job) || present !== kind) return { outcome: 'rejected', failure: otherKind(job) };
    const interval = intervalOfRun(run, job.recurrences, await loadCalendars(job.recurrences));
    try {
      return { outcome: 'loaded', run, job, task: readTask(job.task), interval };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return { outcome: 'rejected', failure: unreadable(job, error) };
    }
  };
}

function unreadable({ jobId, kind }: Job, { issues }: InvalidInput): RunFailure {
  const faults = issues.map(({ pointer, message }) => `/task${pointer} ${message}`).join('; ');
  const message =
    `The task of job '${jobId}' is none that this version knows of the kind '${kind}': ${faults}. Give the job a task anew, or ` +
    'deploy the version that stored it; then retry the run.';
  return { reason: 'work-lost', message };
}

/** Deleted and scheduled anew under the same id while the run was going. */
function otherKind({ jobId, kind }: Job): RunFailure {
  return { reason: 'work-lost', message: `Job '${jobId}' is of kind '${kind}' by now: its task is another.` };
}
