import { isJobId, type JobId } from '../job/job-id.ts';

/** Names a run: `<jobId>.<due instant>`, for example `churn-daily.20260301T060000Z`. */
export type RunId = string & { readonly __brand: 'RunId' };

const PATTERN = /^([^.]+)\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\.\d{3})?Z$/;

/**
 * The run of a job at a due instant (epoch ms). The id is a function of both and of nothing else, so that two
 * dispatchers, a redelivered message and a restarted host all name the same run.
 */
export function runIdOf(jobId: JobId, dueAt: number): RunId {
  const instant = new Date(dueAt).toISOString().replaceAll(/[-:]|\.000(?=Z$)/g, '');
  const runId = `${jobId}.${instant}`;
  if (!isRunId(runId)) throw new RangeError(`The instant ${dueAt} cannot be part of a run id.`);
  return runId;
}

/** Whether the text has the form of a run id. */
export function isRunId(text: string): text is RunId {
  const jobId = PATTERN.exec(text)?.[1];
  return jobId !== undefined && isJobId(jobId);
}

/** The job whose run this is; it is also the partition that holds the run. */
export function jobIdOf(runId: RunId): JobId {
  const jobId = runId.slice(0, runId.indexOf('.'));
  if (!isJobId(jobId)) throw new RangeError(`'${runId}' does not name a job.`);
  return jobId;
}
