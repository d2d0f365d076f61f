import type { AlertSeverity } from '../alert/alert-rule.ts';
import type { IncidentState } from '../alert/incident.ts';
import type { JobId } from '../job/job-id.ts';
import type { Job, JobPause } from '../job/job.ts';
import type { ModelStanding } from '../model/model-standing.ts';
import type { DeadRun, FailedRun, FinishedRun, Run } from '../run/run.ts';
import type { DispatchHealth } from './dispatch-health.ts';

/** How many things there are that need somebody, and the first few of them. */
export interface Attention<T> {
  readonly count: number;
  /** Whether there may be more than `count`: no more were looked for. */
  readonly isCapped: boolean;
  readonly items: readonly T[];
}

/** A job that is paused, as much of it as a list of what needs somebody shows. */
export interface PausedJob {
  readonly jobId: JobId;
  readonly valueStream: string;
  readonly pause: JobPause;
}

/** A job whose slots could not be planned. */
export interface QuarantinedJob {
  readonly jobId: JobId;
  readonly valueStream: string;
  readonly quarantine: NonNullable<Job['quarantine']>;
}

/** A run that was given up. */
export type GivenUpRun = Pick<DeadRun, 'runId' | 'jobId' | 'valueStream' | 'finishedAt' | 'cause'>;

/** A job whose last run failed. */
export interface FailingJob {
  readonly run: FailedRun;
  /** Runs that failed since the last one that succeeded. */
  readonly consecutiveFailures: number;
}

/** Incidents that are not resolved. */
export interface UnresolvedAlerts {
  readonly count: number;
  readonly isCapped: boolean;
  readonly bySeverity: Readonly<Record<AlertSeverity, number>>;
  readonly byState: Readonly<Record<Exclude<IncidentState, 'resolved'>, number>>;
}

/** Ends of runs within an hour. */
export interface HourOfRuns {
  /** When the hour begins, UTC, epoch ms. */
  readonly from: number;
  readonly byState: Readonly<Record<FinishedRun['state'], number>>;
}

/** What needs somebody now, and how the last day went, in some value streams. */
export interface Overview {
  readonly at: number;
  readonly valueStreams: readonly string[];
  readonly attention: {
    /** The highest PSI first. */
    readonly drifting: Attention<ModelStanding>;
    readonly failing: Attention<FailingJob>;
    readonly late: Attention<Run>;
    readonly paused: Attention<PausedJob>;
    readonly quarantined: Attention<QuarantinedJob>;
    readonly dead: Attention<GivenUpRun>;
    readonly alerts: UnresolvedAlerts;
  };
  /** The last 24 hours and the one under way, the oldest first. */
  readonly hours: readonly HourOfRuns[];
  /** Since when runs have been counted; undefined: they have not been yet. */
  readonly countedFrom: number | undefined;
  /** Whether a value stream is not among them, because there are too many to count each. */
  readonly isPartial: boolean;
  readonly dispatch: DispatchHealth;
}
