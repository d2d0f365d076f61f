/** Why an attempt ended without a result. */
export const FAILURE_REASONS = [
  'current-not-found',
  'current-not-readable',
  'data-not-ready',
  'baseline-not-found',
  'retries-exhausted',
  'orchestration-lost',
  'timed-out',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export interface RunFailure {
  readonly reason: FailureReason;
  /** What happened and what to do, for a person. */
  readonly message: string;
}
