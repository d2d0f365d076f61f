import type { FailureReason } from '../run/run-failure.ts';

/** What a rule looks for. */
export type AlertCondition =
  /** A model's score or a characteristic is in this band or a higher one, or the criteria of its job raise an alarm. */
  | { readonly type: 'drift'; readonly band: 'moderate-shift' | 'significant-shift' }
  /** A run has failed, whatever its policy had tried; of these reasons, or of any. */
  | { readonly type: 'run-failed'; readonly reasons?: readonly FailureReason[] }
  /** A run has failed after more than one attempt. */
  | { readonly type: 'retries-exhausted' }
  /** A run has begun, or has not even begun, so long after its slot. */
  | { readonly type: 'late'; readonly toleranceSeconds: number }
  /** A slot has not run, and nobody wanted it so: no overlap, pause, edit, deletion or cancellation by a person. */
  | { readonly type: 'missed' }
  /** A job that is active has had no run that succeeded for so long. */
  | { readonly type: 'no-success'; readonly withinSeconds: number }
  /** The policy `pauseAfterFailures` has paused a job, or it was quarantined. */
  | { readonly type: 'job-paused' }
  /** The message of a run was given up, or a dead letter could not be read. */
  | { readonly type: 'dead-letter' }
  /** A person has broken a lock. */
  | { readonly type: 'lock-broken' };

export const ALERT_CONDITIONS = [
  'drift',
  'run-failed',
  'retries-exhausted',
  'late',
  'missed',
  'no-success',
  'job-paused',
  'dead-letter',
  'lock-broken',
] as const satisfies readonly AlertCondition['type'][];

export type AlertConditionType = AlertCondition['type'];
