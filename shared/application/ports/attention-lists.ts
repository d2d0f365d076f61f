import type { JobId } from '../../domain/job/job-id.ts';
import type { GivenUpRun, PausedJob, QuarantinedJob } from '../../domain/overview/overview.ts';

export interface FailingJobName {
  readonly jobId: JobId;
  readonly valueStream: string;
  /** Runs that failed since the last one that succeeded, at least 1. */
  readonly consecutiveFailures: number;
}

export interface WantedAttention {
  /** Only of these; absent: of all. */
  readonly valueStreams?: readonly string[] | undefined;
  /** At most so many; which of them, where there are more, is not said. */
  readonly limit: number;
}

/**
 * Reads what needs somebody, in any order. What it costs grows with how much there is, up to `limit`, and not with how many
 * jobs and runs are kept. Every method may throw Unavailable.
 */
export interface AttentionLists {
  /**
   * Jobs with a failure since the last success, of all value streams: the lanes that know of it belong to none. They are
   * active, or were completed since an instant (epoch ms): what runs once and fails needs somebody too. At most so many
   * lanes are looked at; whether that were all. One that nothing has entered or left since may be left out.
   */
  failingJobs(wanted: { readonly limit: number; readonly since: number }): Promise<{
    readonly jobs: readonly FailingJobName[];
    readonly areAll: boolean;
  }>;

  pausedJobs(wanted: WantedAttention): Promise<readonly PausedJob[]>;

  quarantinedJobs(wanted: WantedAttention): Promise<readonly QuarantinedJob[]>;

  /** Runs that were given up at an instant (epoch ms) or later. */
  deadRuns(wanted: WantedAttention & { readonly since: number }): Promise<readonly GivenUpRun[]>;
}
