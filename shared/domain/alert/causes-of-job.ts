import type { Job } from '../job/job.ts';
import { ALERT_CONDITIONS } from './alert-condition.ts';
import type { AlertCause, AlertRecovery } from './alert-cause.ts';
import { withEndpoint } from './endpoint-of.ts';

/** Whom the policy `pauseAfterFailures` pauses as. */
const POLICY = 'evenkeel';

/** That a job was paused by its policy, or quarantined: once, however often the job is edited in that state. */
export function causesOfJob(job: Job): readonly AlertCause[] {
  const { jobId, valueStream, state, pause, quarantine } = job;
  const of = { valueStream, subject: `job:${jobId}`, jobId, condition: 'job-paused' } as const;
  if (state === 'paused' && pause?.author === POLICY) {
    const { pausedAt: at, reason } = pause;
    const causeId = `${jobId}.paused.${at}`;
    const detail = { type: 'paused', state, reason } as const;
    return [{ ...of, causeId, at, group: withEndpoint('paused after failures', job), detail }];
  }
  if (state === 'quarantined' && quarantine !== undefined) {
    const { at, error: reason } = quarantine;
    const causeId = `${jobId}.quarantined.${at}`;
    return [{ ...of, causeId, at, group: 'quarantined', detail: { type: 'paused', state, reason } }];
  }
  return [];
}

/**
 * What a job's state says of its troubles. One that goes again is paused no longer; with one that a person has paused, or
 * that has no more slots, nobody waits for a success; one that is deleted has no troubles.
 */
export function recoveriesOfJob({ jobId, state, pause, updatedAt: at }: Job): readonly AlertRecovery[] {
  const subject = `job:${jobId}`;
  switch (state) {
    case 'active':
      return [{ subject, conditions: ['job-paused'], at }];
    case 'completed':
      return [{ subject, conditions: ['job-paused', 'no-success'], at }];
    case 'paused':
      return pause?.author === POLICY ? [] : [{ subject, conditions: ['job-paused', 'no-success'], at }];
    case 'deleted':
      return [{ subject, conditions: ALERT_CONDITIONS, at }];
    case 'quarantined':
      return [];
  }
}
