import type { StabilityBand } from '../stability/stability-band.ts';
import type { JobId } from '../job/job-id.ts';
import type { RunId } from './run-id.ts';

interface RunIdentity {
  readonly runId: RunId;
  readonly jobId: JobId;
  readonly trigger: 'schedule';
  /** The slot, epoch ms. */
  readonly dueAt: number;
  /** When the run may start, epoch ms; later than `dueAt` when the slot was dispatched late. */
  readonly effectiveAt: number;
  /** The job's generation that the slot belongs to. */
  readonly generation: number;
  readonly createdAt: number;
}

/** Dispatched: a message is on its way, or will be sent again by the recovery. */
export interface PendingRun extends RunIdentity {
  readonly state: 'pending';
}

/** Claimed by exactly one delivery; an orchestration of the same id does the work. */
export interface RunningRun extends RunIdentity {
  readonly state: 'running';
  readonly startedAt: number;
}

/** Ended with a result, which never changes afterwards. */
export interface SucceededRun extends RunIdentity {
  readonly state: 'succeeded';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly result: StabilitySummary;
}

/** Ended without a result. */
export interface FailedRun extends RunIdentity {
  readonly state: 'failed';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly failure: RunFailure;
}

/** Given up before it began. */
export interface CancelledRun extends RunIdentity {
  readonly state: 'cancelled';
  readonly finishedAt: number;
  readonly reason: CancelReason;
}

export type Run = PendingRun | RunningRun | SucceededRun | FailedRun | CancelledRun;

/** Why a run was given up before it began. */
export type CancelReason = 'job-deleted' | 'job-replaced';

export interface RunFailure {
  readonly reason: FailureReason;
  /** What happened and what to do, for a person. */
  readonly message: string;
}

/** Why a run ended without a result. */
export type FailureReason =
  | 'current-not-found'
  | 'current-not-readable'
  | 'baseline-not-found'
  | 'retries-exhausted'
  | 'orchestration-lost';

/** The figures of one column that fit a list. */
export interface ColumnSummary {
  readonly name: string;
  readonly psi: number;
  readonly band: StabilityBand;
}

/** The figures of a run that fit its document; the bins are in the blob at `detailPath`. */
export interface StabilitySummary {
  readonly modelId: string;
  readonly baselineId: string;
  readonly currentRowCount: number;
  /** PSI of the score; null when there is no score column or it could not be computed. */
  readonly psi: number | null;
  readonly band: StabilityBand | null;
  /** How many columns ended in which status. */
  readonly statusCounts: Readonly<Record<string, number>>;
  /** The characteristics with the highest index, highest first, at most five. */
  readonly worstCharacteristics: readonly ColumnSummary[];
  readonly detailPath: string;
}

/** Whether the run has ended, and so never changes again. */
export function isFinished(run: Run): run is SucceededRun | FailedRun | CancelledRun {
  return run.state !== 'pending' && run.state !== 'running';
}
