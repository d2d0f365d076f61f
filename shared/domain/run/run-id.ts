import { isJobId, type JobId } from '../job/job-id.ts';

/**
 * Names a run: `<jobId>.<due instant>` for a slot, for example `churn-daily.20260301T060000Z`, and
 * `<jobId>.manual-<16 hexadecimal digits>` for one that a person asked for.
 */
export type RunId = string & { readonly __brand: 'RunId' };

/** One attempt of a run; its durable work has a name of its own. */
export interface RunAttempt {
  readonly runId: RunId;
  readonly attempt: number;
}

/** What a run id looks like at a glance; `isRunId` has the whole rule. */
export const RUN_ID_PATTERN = /^([^.]+)\.(\d{8}T\d{6}(\.\d{3})?Z|manual-[0-9a-f]{16})$/;

/**
 * The run of a job at a due instant (epoch ms). The id is a function of both and of nothing else, so that two
 * dispatchers, a redelivered message and a restarted host all name the same run.
 */
export function runIdOf(jobId: JobId, dueAt: number): RunId {
  const instant = new Date(dueAt).toISOString().replaceAll(/[-:]|\.000(?=Z$)/g, '');
  return toRunId(`${jobId}.${instant}`);
}

/** The run that a person asked for; `fingerprint` (16 hexadecimal digits) follows from the request's key. */
export function manualRunIdOf(jobId: JobId, fingerprint: string): RunId {
  return toRunId(`${jobId}.manual-${fingerprint}`);
}

function toRunId(text: string): RunId {
  if (!isRunId(text)) throw new RangeError(`'${text}' cannot be a run id.`);
  return text;
}

/** Whether the text has the form of a run id. */
export function isRunId(text: string): text is RunId {
  const jobId = RUN_ID_PATTERN.exec(text)?.[1];
  return jobId !== undefined && isJobId(jobId);
}

/** The job whose run this is; it is also the partition that holds the run. */
export function jobIdOf(runId: RunId): JobId {
  const jobId = runId.slice(0, runId.indexOf('.'));
  if (!isJobId(jobId)) throw new RangeError(`'${runId}' does not name a job.`);
  return jobId;
}

/** The attempt of a run in one word, for what is made once an attempt: its message and its orchestration. */
export function attemptIdOf(runId: RunId, attempt: number): string {
  return attempt === 1 ? runId : `${runId}~${attempt}`;
}
