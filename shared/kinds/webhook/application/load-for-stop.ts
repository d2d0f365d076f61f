import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { LoadCalendars } from '../../../application/load-calendars.ts';
import type { JobStore } from '../../../application/ports/job-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import { dataInterval } from '../../../domain/data/data-interval.ts';
import { isPlain, type PlainTask } from '../../../domain/job/job-work.ts';
import { jobIdOf } from '../../../domain/run/run-id.ts';
import type { WebhookTask } from '../domain/webhook-task.ts';

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get'>;
  readonly loadCalendars: LoadCalendars;
  readonly readTask: (task: PlainTask) => WebhookTask;
}

/** Reads what a step goes by that comes after the end of its run, to call off what is left of it. */
export function createLoadForStop({
  jobs,
  runs,
  loadCalendars,
  readTask,
}: Dependencies): LoadPlainWork<WebhookTask> {
  return async ({ runId }) => {
    const [run, job] = await Promise.all([runs.get(runId), jobs.get(jobIdOf(runId))]);
    if (run === undefined || job === undefined || !isPlain(job.value)) return { outcome: 'over' };
    const { recurrences, task } = job.value;
    const interval = dataInterval(recurrences, run.value.dueAt, await loadCalendars(recurrences));
    return { outcome: 'loaded', run: run.value, job: job.value, task: readTask(task), interval };
  };
}
