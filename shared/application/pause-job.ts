import type { Job, JobPause, RunMissed } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { paused, resumed } from '../domain/job/pause.ts';
import type { Request } from '../domain/run/run.ts';
import { changeJob } from './change-job.ts';
import type { Clock } from './ports/environment.ts';
import type { JobTurns } from './job-turns.ts';
import type { JobStore } from './ports/job-store.ts';

export interface PauseRequest extends Request {
  /** Epoch ms; absent: until someone resumes it. */
  readonly resumeAt?: number | undefined;
  /** What the resume by itself does with the slots missed meanwhile. */
  readonly runMissed: RunMissed;
}

export type PauseOutcome =
  | { readonly outcome: 'paused' | 'already-paused' | 'not-active'; readonly job: Job }
  | { readonly outcome: 'not-found' };

/**
 * Pauses an active job: nothing of it starts any more, what is going goes on, and runs by hand are still made.
 * Pausing a paused job leaves it as it is.
 */
export function createPauseJob({
  jobs,
  turns,
  clock,
}: {
  readonly jobs: JobStore;
  readonly turns: JobTurns;
  readonly clock: Clock;
}): (jobId: JobId, request: PauseRequest) => Promise<PauseOutcome> {
  return async (jobId, { author, reason, resumeAt, runMissed }) => {
    const change = await changeJob({ jobs, turns }, jobId, (job) => {
      const pause: JobPause = {
        ...{ pausedAt: clock.now(), author, reason, runMissed },
        ...(resumeAt === undefined ? {} : { resumeAt }),
      };
      return job.state === 'active' ? paused(job, pause) : undefined;
    });
    if (change === undefined) return { outcome: 'not-found' };
    if (change.hasChanged) return { outcome: 'paused', job: change.job };
    return { outcome: change.job.state === 'paused' ? 'already-paused' : 'not-active', job: change.job };
  };
}

export type ResumeOutcome =
  { readonly outcome: 'resumed' | 'not-paused'; readonly job: Job } | { readonly outcome: 'not-found' };

/**
 * Makes a paused or quarantined job active again and dispatches, of the slots missed meanwhile, those that are
 * asked for; the others get the reason `job-paused`.
 */
export function createResumeJob({
  jobs,
  turns,
  clock,
  dispatchJob,
}: {
  readonly jobs: JobStore;
  readonly turns: JobTurns;
  readonly clock: Clock;
  readonly dispatchJob: (jobId: JobId) => Promise<unknown>;
}): (jobId: JobId, request: { readonly runMissed: RunMissed }) => Promise<ResumeOutcome> {
  return async (jobId, { runMissed }) => {
    const change = await changeJob({ jobs, turns }, jobId, (job) =>
      job.state === 'paused' || job.state === 'quarantined'
        ? resumed(job, { runMissed, now: clock.now() })
        : undefined,
    );
    if (change === undefined) return { outcome: 'not-found' };
    if (!change.hasChanged) return { outcome: 'not-paused', job: change.job };
    await dispatchJob(jobId);
    const stored = await jobs.get(jobId);
    return { outcome: 'resumed', job: stored?.value ?? change.job };
  };
}
