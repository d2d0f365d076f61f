/** Why a slot's run started later than its time. */
export const LATE_REASONS = [
  /** No dispatcher looked in time; the catch-up policy let it run. */
  'dispatcher-down',
  /** It was due while its job was paused, and the resume asked for it. */
  'job-paused',
  /** It was due while its job was quarantined. */
  'job-quarantined',
  /** An earlier run of its job was still going. */
  'overlap',
  /** All places of its concurrency key were taken. */
  'concurrency-limit',
  /** Its message waited for a worker. */
  'workers-busy',
  /** A person asked for the range. */
  'backfill',
  /** The audit found that it had neither run nor reason. */
  'audit-repair',
] as const;
export type LateReason = (typeof LATE_REASONS)[number];

/** Why a slot does not run. */
export const SKIP_REASONS = [
  /** An earlier run of its job was still going. */
  'overlap',
  /** As many runs waited already as the buffer holds. */
  'buffer-full',
  /** It had not started by its start deadline. */
  'start-deadline',
  /** Missed, and the catch-up policy is `skip`. */
  'catch-up-skip',
  /** Missed, and a later missed slot runs for it. */
  'catch-up-superseded',
  /** Missed, and told to the one run that stands for all missed slots. */
  'catch-up-coalesced',
  /** Missed longer ago than the catch-up window. */
  'catch-up-window',
  /** Missed, with more newer ones than may be caught up. */
  'catch-up-count',
  /** Missed, and too old by the time it could have started. */
  'catch-up-age',
  /** Its job was paused. */
  'job-paused',
  /** Its job was defined anew without it. */
  'job-edited',
  'job-deleted',
  /** A person or another run's overlap policy cancelled it before it began. */
  'cancelled',
  /** Its message could not be handled and was given up. */
  'dead-letter',
  /** The audit found that it had neither run nor reason, too late to run it. */
  'audit-too-late',
  /** The audit found that it had neither run nor reason; a calendar, changed since, may have excluded it then. */
  'calendar-changed',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** What a run that is not going yet, or a slot that nobody has decided about, waits for. */
export const WAIT_REASONS = ['overlap', 'concurrency-limit', 'job-paused', 'job-quarantined'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];
