import type { JobSummary } from '../../shared/contracts/http/job-view.ts';
import { pauseJob } from '../../shared/contracts/http/operation-paths.ts';
import type { Api } from '../api/api.ts';

type KnownJob = Pick<JobSummary, 'jobId' | 'state' | 'pause'>;

/** What is sent to pause a job as it was paused; undefined of one that was not, or would go on again by now. */
export function formerPause({ state, pause }: KnownJob, nowMs: number): object | undefined {
  if (state !== 'paused' || pause === undefined) return undefined;
  const { reason, resumeAt, runMissed } = pause;
  if (resumeAt === undefined) return { reason };
  return Date.parse(resumeAt) <= nowMs ? undefined : { reason, resumeAt, runMissed };
}

/** A deletion forgets that a job was paused: one that is brought back is paused again. Throws CallFailed. */
export async function pauseAgain(api: Api, job: KnownJob): Promise<void> {
  const body = formerPause(job, Date.now());
  if (body !== undefined) await api.call(pauseJob, { path: { jobId: job.jobId }, body });
}
