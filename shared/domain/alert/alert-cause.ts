import type { JobId } from '../job/job-id.ts';
import type { ColumnSummary } from '../run/run.ts';
import type { RunId } from '../run/run-id.ts';
import type { StabilityBand, StabilityThresholds } from '../stability/stability-band.ts';
import type { AlertConditionType } from './alert-condition.ts';

/** Something that a rule may want to tell of. It is the same whenever it is read from what was written. */
export interface AlertCause {
  /** Names what happened: `<runId>.<attempt>`, `<jobId>.paused.<instant>` …; the same each time it is read. */
  readonly causeId: string;
  readonly condition: AlertConditionType;
  /**
   * Epoch ms: what it is in order of with the other causes, and with the recoveries, of its subject. When the run ended, of
   * failures; the slot, of `drift`, `late` and `missed`, so that an old slot that is measured late says nothing of now.
   */
  readonly at: number;
  readonly valueStream: string;
  /** What is in trouble, and recovers: `job:<id>` (of drift too: a model by the job that measures it), `lock:<resource>`, `queue:<name>`. */
  readonly subject: string;
  readonly jobId?: JobId;
  readonly modelId?: string;
  readonly runId?: RunId;
  /** What has the same cause has the same text here: `report-server-failed at reports.example.com`. */
  readonly group: string;
  readonly detail: CauseDetail;
}

/** What a message says of it. */
export type CauseDetail =
  | {
      readonly type: 'drift';
      /** Null where the score has no index. */
      readonly psi: number | null;
      /** The highest of score, characteristics and segments. */
      readonly band: StabilityBand;
      /** Whether the criteria of the job raise an alarm. */
      readonly alarm: boolean;
      /** The cut-offs of its bands, where its job is known. */
      readonly thresholds?: StabilityThresholds;
      /** The score apart, those with the highest index first; at most five. */
      readonly characteristics: readonly ColumnSummary[];
      /** ISO 8601, in UTC. */
      readonly window?: { readonly from: string; readonly to: string };
    }
  | {
      readonly type: 'failure';
      readonly reason: string;
      readonly message: string;
      readonly attempts: number;
      readonly dueAt: number;
    }
  | {
      readonly type: 'late';
      readonly dueAt: number;
      /** Absent: it has not begun. */
      readonly startedAt?: number;
      /** From when it was to start, until it did or until it was seen that it had not. */
      readonly lateMs: number;
      readonly reason?: string;
    }
  | {
      readonly type: 'missed';
      readonly fromDueAt: number;
      readonly untilDueAt: number;
      readonly count: number;
      readonly reason: string;
    }
  | {
      readonly type: 'no-success';
      /** Absent: it never has. */ readonly lastSuccessAt?: number;
      readonly withinSeconds: number;
    }
  | { readonly type: 'paused'; readonly state: 'paused' | 'quarantined'; readonly reason: string }
  | {
      readonly type: 'dead-letter';
      readonly queue?: string;
      readonly reason: string;
      readonly deliveryCount?: number;
    }
  | {
      readonly type: 'lock-broken';
      readonly resource: string;
      readonly author: string;
      readonly reason: string;
    };

/** What says that a subject may be well again: a cause of one of the conditions that is not later is over. */
export interface AlertRecovery {
  readonly subject: string;
  readonly conditions: readonly AlertConditionType[];
  /** In the order of the causes' `at`. */
  readonly at: number;
  /** Of `late`: how long after its slot the run began; a rule that finds this late is not satisfied. */
  readonly lateMs?: number;
  /** Of `drift`: what was measured; a rule that looks for it is not satisfied. */
  readonly measured?: { readonly band: StabilityBand; readonly alarm: boolean };
}
