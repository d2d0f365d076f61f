import type { Job, JobPause, JobResume, RunMissed } from './job.ts';

/** The job, paused: nothing of it starts any more; what is going goes on. */
export function paused(job: Job, pause: JobPause): Job {
  return { ...job, state: 'paused', pause, updatedAt: pause.pausedAt };
}

/** The job, paused because so many of its runs in a row failed; undefined when its policies leave it alone. */
export function pausedAfterFailures(
  job: Job,
  { consecutiveFailures, now }: { readonly consecutiveFailures: number; readonly now: number },
): Job | undefined {
  const limit = job.policies.pauseAfterFailures;
  if (job.state !== 'active' || limit === undefined || consecutiveFailures < limit) return undefined;
  const reason = `${limit} runs in a row failed.`;
  return paused(job, { pausedAt: now, author: 'evenkeel', reason, runMissed: 'none' });
}

/**
 * The paused or quarantined job, active again. It goes back to the first slot that came due since: those that
 * had been dispatched ahead were skipped because of the pause and may be asked for as well.
 *
 * `at`: when it was to be resumed, when that was before `now`; slots from then on were not missed by the pause.
 */
export function resumed(
  job: Job,
  { runMissed, now, at = now }: { readonly runMissed: RunMissed; readonly now: number; readonly at?: number },
): Job {
  const { pause, quarantine, ...rest } = job;
  const resume: JobResume = {
    at,
    runMissed,
    late: quarantine === undefined ? 'job-paused' : 'job-quarantined',
  };
  const stoppedAt = pause?.pausedAt ?? quarantine?.at ?? now;
  // The slots are looked up from here; the instant itself need not be one.
  const from = Math.min(job.nextDueAt ?? Infinity, Math.max(stoppedAt, job.slotsAfter) + 1);
  return { ...rest, state: 'active', resume, nextDueAt: from, updatedAt: now };
}
