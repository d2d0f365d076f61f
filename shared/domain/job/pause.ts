import type { Job, JobPause, JobResume, RunMissed } from './job.ts';

/** The job, paused: nothing of it starts any more; what is going goes on. */
export function paused(job: Job, pause: JobPause): Job {
  return { ...job, state: 'paused', pause, updatedAt: pause.pausedAt };
}

/**
 * The paused or quarantined job, active again. It goes back to the first slot that came due since: those that
 * had been dispatched ahead were skipped because of the pause and may be asked for as well.
 */
export function resumed(
  job: Job,
  { runMissed, now }: { readonly runMissed: RunMissed; readonly now: number },
): Job {
  const { pause, quarantine, pacedUntil: _over, ...rest } = job;
  const resume: JobResume = {
    at: now,
    runMissed,
    late: quarantine === undefined ? 'job-paused' : 'job-quarantined',
  };
  const stoppedAt = pause?.pausedAt ?? quarantine?.at ?? now;
  // The slots are looked up from here; the instant itself need not be one.
  const from = Math.min(job.nextDueAt ?? Infinity, Math.max(stoppedAt, job.slotsAfter) + 1);
  return { ...rest, state: 'active', resume, nextDueAt: from, updatedAt: now };
}
