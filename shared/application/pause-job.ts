import type { Actor } from '../domain/access/actor.ts';
import type { Job, JobPause, RunMissed } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { paused, resumed } from '../domain/job/pause.ts';
import type { Request } from '../domain/run/run.ts';
import { changeJob, type ChangeJobDependencies } from './change-job.ts';

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
export function createPauseJob(
  dependencies: ChangeJobDependencies,
): (jobId: JobId, request: PauseRequest) => Promise<PauseOutcome> {
  return async (jobId, { author, reason, resumeAt, runMissed }) => {
    const by = { jobId, author, reason, action: 'paused' } as const;
    const change = await changeJob(dependencies, by, (job) => {
      const pause: JobPause = {
        ...{ pausedAt: dependencies.clock.now(), author, reason, runMissed },
        ...(resumeAt === undefined ? {} : { resumeAt }),
      };
      return job.state === 'active' ? paused(job, pause) : undefined;
    });
    if (change === undefined) return { outcome: 'not-found' };
    if (change.hasChanged) return { outcome: 'paused', job: change.job };
    return { outcome: change.job.state === 'paused' ? 'already-paused' : 'not-active', job: change.job };
  };
}

export interface ResumeRequest extends Actor {
  /** What becomes of the slots missed meanwhile. */
  readonly runMissed: RunMissed;
}

export type ResumeOutcome =
  { readonly outcome: 'resumed' | 'not-paused'; readonly job: Job } | { readonly outcome: 'not-found' };

/**
 * Makes a paused or quarantined job active again and dispatches, of the slots missed meanwhile, those that are
 * asked for; the others get the reason `job-paused`.
 */
export function createResumeJob(
  dependencies: ChangeJobDependencies & {
    readonly dispatchJob: (jobId: JobId) => Promise<unknown>;
  },
): (jobId: JobId, request: ResumeRequest) => Promise<ResumeOutcome> {
  const { jobs, clock, dispatchJob } = dependencies;
  return async (jobId, { runMissed, ...actor }) => {
    const change = await changeJob(dependencies, { ...actor, jobId, action: 'resumed' }, (job) =>
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
