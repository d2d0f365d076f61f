import type { Recurrence } from '../schedule/recurrence.ts';
import type { StabilityThresholds } from '../stability/stability-band.ts';
import type { JobId } from './job-id.ts';

/** What a stability job does: measure the current data of a model against its frozen baseline. */
export interface StabilityTask {
  readonly modelId: string;
  /** Blob path `container/name` of the baseline CSV that was registered. */
  readonly baseline: string;
  /** The bin specification made from that file when the job was registered. */
  readonly baselineId: string;
  /** Blob path `container/name` of the CSV to measure; read anew by each run. */
  readonly current: string;
  /** The column whose index is the PSI; absent when only characteristics are watched. */
  readonly scoreColumn?: string;
  /** The input variables to measure, or all columns of the baseline. */
  readonly characteristics: readonly string[] | 'all';
  readonly thresholds: StabilityThresholds;
  /** E-mail addresses to tell when the model drifts. */
  readonly recipients: readonly string[];
}

/** What to run, when, and for whom. */
export interface Job {
  readonly jobId: JobId;
  readonly kind: 'stability';
  readonly valueStream: string;
  readonly task: StabilityTask;
  readonly recurrences: readonly Recurrence[];
  /** A deleted job keeps its document, so that its runs stay readable and its slots are never run again. */
  readonly state: 'active' | 'completed' | 'deleted';
  /** Counts the definitions that this id has had, from 1. */
  readonly generation: number;
  /** The next slot that has not been dispatched, epoch ms; absent when there is none any more. */
  readonly nextDueAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}
