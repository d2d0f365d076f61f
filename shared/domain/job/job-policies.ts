import type { FailureReason } from '../run/run-failure.ts';

/** What happens when a run is to start while an earlier run of its job is still going. */
export const OVERLAP_POLICIES = ['skip', 'buffer-one', 'buffer-all', 'cancel-other', 'allow-all'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What happens to the slots that were missed while nothing dispatched. */
export const CATCH_UP_POLICIES = ['skip', 'latest', 'all', 'coalesce'] as const;
export type CatchUpPolicy = (typeof CATCH_UP_POLICIES)[number];

export interface CatchUp {
  /**
   * `skip`: none runs. `latest`: the last one runs. `all`: each runs, within the bounds below. `coalesce`: one
   * run, at the last missed slot, is told how many it stands for and since when.
   */
  readonly policy: CatchUpPolicy;
  /** Slots missed longer ago than this (from when they were to start) are skipped when found, whatever the policy. */
  readonly windowSeconds: number;
  /** `all`: of more missed slots than this, the newest run and the others are skipped. */
  readonly maxCount: number;
  /** A missed slot's run that has not started this long after it was to start is skipped. */
  readonly maxAgeSeconds: number;
  /** `all`: runs of missed slots start this many a minute, so that an outage is not followed by a flood. */
  readonly maxPerMinute: number;
}

export interface RetryPolicy {
  /** Attempts of one chain, the first included; 1 means no retry. */
  readonly maxAttempts: number;
  /** Pause before the second attempt; each further pause is `backoffCoefficient` times as long. */
  readonly initialDelaySeconds: number;
  readonly backoffCoefficient: number;
  /** No pause is longer than this. Up to a fifth of each pause is taken off, by a hash of run and attempt. */
  readonly maxDelaySeconds: number;
  /** Failures that another attempt would not mend. */
  readonly nonRetryable: readonly FailureReason[];
}

/** At most `limit` runs of all jobs that name the same key are going at any time; the others wait. */
export interface ConcurrencyLimit {
  readonly key: string;
  readonly limit: number;
}

/** How a job's runs are started, repeated and given up. */
export interface JobPolicies {
  /**
   * Default `skip`: two runs of a job never go at once, and a slot that finds one going does not run. A run made
   * by a backfill, or for a missed slot under catch-up `all`, waits in the buffer instead of being skipped.
   */
  readonly overlap: OverlapPolicy;
  /** Default `latest` within 7 days: after an outage of any length a job runs once, and soon. */
  readonly catchUp: CatchUp;
  /** A slot that has not started this long after its time is skipped. Default none: late is better than never. */
  readonly startDeadlineSeconds?: number;
  /** An attempt that goes on longer than this fails as `timed-out`. Default one hour. */
  readonly timeoutSeconds: number;
  /** Default 3 attempts, 30 s and then 60 s apart: short troubles mend themselves, lasting ones show in minutes. */
  readonly retry: RetryPolicy;
  /** So many failed runs in a row pause the job. Default none: a job goes on failing until someone looks. */
  readonly pauseAfterFailures?: number;
  /**
   * The job's runs start later than their slots by a time below this, the same each time and another for each
   * job. Default 0: they start on their slot, together with all others of that instant.
   */
  readonly spreadSeconds: number;
  /** Default none: only the app's own capacity bounds how many runs go at once. */
  readonly concurrency?: ConcurrencyLimit;
}

const HOUR_SECONDS = 3600;
const WEEK_SECONDS = 7 * 24 * HOUR_SECONDS;

/** What a job gets that says nothing; each field's consequence is told above. */
export const DEFAULT_POLICIES: JobPolicies = {
  overlap: 'skip',
  catchUp: {
    policy: 'latest',
    windowSeconds: WEEK_SECONDS,
    maxCount: 100,
    maxAgeSeconds: WEEK_SECONDS,
    maxPerMinute: 10,
  },
  timeoutSeconds: HOUR_SECONDS,
  retry: {
    maxAttempts: 3,
    initialDelaySeconds: 30,
    backoffCoefficient: 2,
    maxDelaySeconds: 600,
    nonRetryable: [
      'current-not-found',
      'current-not-readable',
      'data-not-ready',
      'baseline-not-found',
      'upstream-failed',
      'upstream-not-ready',
      'resource-busy',
      'secret-not-found',
      'address-refused',
      'ticket-not-readable',
      'report-not-ready',
      'report-too-large',
      'report-not-readable',
      'unexpected-content-type',
      'output-path-taken',
      'input-missing',
      'service-refused',
    ],
  },
  spreadSeconds: 0,
};

/** Whether the job's runs have to be told from one another at their start and end. */
export function usesLane({ overlap, pauseAfterFailures }: JobPolicies): boolean {
  return overlap !== 'allow-all' || pauseAfterFailures !== undefined;
}
