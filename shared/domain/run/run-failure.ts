/** Why an attempt ended without a result. */
export const FAILURE_REASONS = [
  'current-not-found',
  'current-not-readable',
  'data-not-ready',
  'baseline-not-found',
  'retries-exhausted',
  'orchestration-lost',
  'timed-out',
  // Of the job that it comes after.
  'upstream-failed',
  'upstream-not-ready',
  // A placeholder of the task names a value that the run was not given.
  'input-missing',
  // Of report collections.
  'resource-busy',
  'lease-lost',
  'secret-not-found',
  'address-refused',
  'report-server-failed',
  'ticket-not-readable',
  'report-not-ready',
  'report-gone',
  'report-too-large',
  'report-too-slow',
  'report-truncated',
  'report-not-readable',
  'unexpected-content-type',
  'output-path-taken',
  // Of what others outside do for a run.
  'service-failed',
  'service-refused',
  'service-busy',
  'answer-lost',
  'work-failed',
  'work-cancelled',
  'work-lost',
  'answer-not-expected',
  'no-capacity',
  'step-failed',
  // Of its concurrency key, by the run that it is a step of.
  'place-held',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export interface RunFailure {
  readonly reason: FailureReason;
  /** What happened and what to do, for a person. */
  readonly message: string;
}
