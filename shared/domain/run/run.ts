import type { DataInterval } from '../data/data-interval.ts';
import type { JobId } from '../job/job-id.ts';
import type { LateReason, SkipReason, WaitReason } from '../slot/slot-reasons.ts';
import type { StabilityBand } from '../stability/stability-band.ts';
import type { PlainResult } from './plain-result.ts';
import type { ReportSummary } from './report-summary.ts';
import type { RunFailure } from './run-failure.ts';
import type { RunId } from './run-id.ts';
import type { RunInput } from './run-input.ts';

/** Who asked for a run: its slot, a person (or another run, its `parent`), or a person for a range of slots. */
export const RUN_TRIGGERS = ['schedule', 'manual', 'backfill'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

/** A person's request, as it is shown and kept. */
export interface Request {
  readonly author: string;
  readonly reason: string;
}

/** The run that a run is a step of. */
export interface RunParent {
  readonly runId: RunId;
  /** The name of the step; a parent has one run of each. */
  readonly step: string;
  /**
   * The attempt of the parent that wants the run's present chain of attempts. Absent where a person has retried it: then it
   * goes on whatever becomes of the parent.
   */
  readonly attempt?: number;
}

/** An attempt that has ended without a result. */
export interface EndedAttempt {
  readonly attempt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly failure: RunFailure;
}

export interface RunIdentity {
  readonly runId: RunId;
  readonly jobId: JobId;
  readonly valueStream: string;
  readonly trigger: RunTrigger;
  /** The slot, epoch ms; for a manual run, when it was asked for. */
  readonly dueAt: number;
  /** When the run may start, epoch ms; later than `dueAt` by the spread, or when the slot was dispatched late. */
  readonly effectiveAt: number;
  /** The job's generation that the slot belongs to. */
  readonly generation: number;
  readonly createdAt: number;
  /** Counts the attempts over the run's whole life, from 1; it names the orchestration and the message. */
  readonly attempt: number;
  /** The attempt that the present chain began with: 1, or what a person's retry began. */
  readonly chainStart: number;
  readonly endedAttempts: readonly EndedAttempt[];
  /** Why it starts later than its time, as soon as that is known. */
  readonly late?: LateReason;
  /** The missed slots that this run stands for besides its own. */
  readonly coalesced?: { readonly fromDueAt: number; readonly count: number };
  readonly backfillId?: string;
  readonly requested?: Request;
  /** What it was given by who asked for it; absent, never empty. */
  readonly input?: RunInput;
  /** The data that it is about, where that does not follow from the job's recurrences: its parent's. */
  readonly interval?: DataInterval;
  /** Absent: it is no step of another run. */
  readonly parent?: RunParent;
  /** Whether it holds or awaits a place in its job's lane. */
  readonly isInLane?: boolean;
  /** The concurrency key whose place it holds or awaits. */
  readonly gateKey?: string;
}

/** Dispatched: a message is on its way, or will be sent again by the recovery. */
export interface PendingRun extends RunIdentity {
  readonly state: 'pending';
}

/** Its message came, but something has to end first; whoever ends it sends the message again. */
export interface WaitingRun extends RunIdentity {
  readonly state: 'waiting';
  readonly waitingFor: WaitReason;
  readonly waitingSince: number;
}

/** Claimed by exactly one delivery; an orchestration of its id and attempt does the work. */
export interface RunningRun extends RunIdentity {
  readonly state: 'running';
  readonly startedAt: number;
}

/** Ended with a result, which never changes afterwards. */
export interface SucceededRun extends RunIdentity {
  readonly state: 'succeeded';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly result: RunResult;
}

/** Ended without a result; every attempt of the chain failed. */
export interface FailedRun extends RunIdentity {
  readonly state: 'failed';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly failure: RunFailure;
}

/** Ended by a person, by the overlap policy, or with its backfill. */
export interface CancelledRun extends RunIdentity {
  readonly state: 'cancelled';
  /** Absent when it had not begun. */
  readonly startedAt?: number;
  readonly finishedAt: number;
  readonly cancelled: Request;
}

/** Given up before it began, by a rule. */
export interface SkippedRun extends RunIdentity {
  readonly state: 'skipped';
  readonly finishedAt: number;
  readonly reason: SkipReason;
}

/** Its message was delivered as often as allowed and never handled. */
export interface DeadRun extends RunIdentity {
  readonly state: 'dead';
  /** Absent when it had not begun. */
  readonly startedAt?: number;
  readonly finishedAt: number;
  readonly cause: DeadLetterCause;
}

export interface DeadLetterCause {
  readonly reason: string;
  readonly description: string;
  readonly deliveryCount: number;
}

export type UnfinishedRun = PendingRun | WaitingRun | RunningRun;
export type FinishedRun = SucceededRun | FailedRun | CancelledRun | SkippedRun | DeadRun;
export type Run = UnfinishedRun | FinishedRun;
export const RUN_STATES = [
  'pending',
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
  'dead',
] as const satisfies readonly Run['state'][];
export type RunState = (typeof RUN_STATES)[number];

/** What a run has to show, by the kind of its job. */
export type RunResult = StabilitySummary | ReportSummary | PlainResult;

export function isStabilitySummary(result: RunResult): result is StabilitySummary {
  return 'modelId' in result;
}

export function isReportSummary(result: RunResult): result is ReportSummary {
  return 'kind' in result && result.kind === 'report-collection';
}

/** The figures of one column that fit a list. */
export interface ColumnSummary {
  readonly name: string;
  readonly psi: number;
  readonly band: StabilityBand;
}

/** The columns that have an alarm in the window at hand. */
export interface AlarmSummary {
  readonly count: number;
  /** The score first, then the highest index first; at most twenty. */
  readonly names: readonly string[];
}

/** The column of a segment that moved most. */
export interface SegmentSummary extends ColumnSummary {
  /** The values of the segment columns by their names; long ones are cut. */
  readonly segment: Readonly<Record<string, string>>;
}

export interface SegmentsSummary {
  readonly count: number;
  /** Segments in which a column has an alarm. */
  readonly alarmCount: number;
  /** Segments in which no column has an index: without current rows, or new. */
  readonly notMeasuredCount: number;
  /** The segments with the highest index of any column, highest first, at most five. */
  readonly worst: readonly SegmentSummary[];
}

/** The figures of a run that fit its document; the bins are in the blob at `detailPath`. */
export interface StabilitySummary {
  readonly modelId: string;
  readonly baselineId: string;
  readonly currentRowCount: number;
  /** PSI of the score; null when there is no score column or it could not be computed. */
  readonly psi: number | null;
  readonly band: StabilityBand | null;
  /**
   * Whether the model has an alarm: a column has one, and has had one in enough of the last windows where the criteria
   * ask for that. Absent, as what follows that is optional, in runs that are older than it.
   */
  readonly alarm?: boolean;
  /** Of this window alone, whatever the windows before it. */
  readonly alarms?: AlarmSummary;
  /** The data interval [from, to) that was measured, ISO 8601 in UTC; absent where all rows were. */
  readonly window?: { readonly from: string; readonly to: string };
  /** Absent where the baseline has no segments. */
  readonly segments?: SegmentsSummary;
  /** How many columns ended in which status. */
  readonly statusCounts: Readonly<Record<string, number>>;
  /** The characteristics with the highest index, highest first, at most five. */
  readonly worstCharacteristics: readonly ColumnSummary[];
  readonly detailPath: string;
  /** The blob with the counts, which later windows are compared with; absent in older runs. */
  readonly countsPath?: string;
}

/** Whether the run has ended; only a person's retry, or a resume that asks for a skipped slot, goes on from there. */
export function isFinished(run: Run): run is FinishedRun {
  return run.state !== 'pending' && run.state !== 'waiting' && run.state !== 'running';
}
