import type { JobKind } from '../../domain/job/job-work.ts';
import type { JobState } from '../../domain/job/job.ts';
import type { Run, UnfinishedRun } from '../../domain/run/run.ts';

export interface JobCount {
  readonly valueStream: string;
  readonly kind: JobKind;
  readonly state: Exclude<JobState, 'deleted'>;
  readonly count: number;
}

export interface RunCount {
  readonly valueStream: string;
  readonly state: UnfinishedRun['state'];
  readonly count: number;
}

/** Counts of what is stored at the moment. Every method may throw Unavailable. */
export interface RunFigures {
  /** All jobs but the deleted ones; what it costs grows with their number. */
  countJobs(): Promise<readonly JobCount[]>;

  /** Runs that have not ended; what it costs grows with their number, not with that of all runs. */
  countUnfinishedRuns(): Promise<readonly RunCount[]>;

  /** Those among them that are pending and were to start at the instant (epoch ms) or before, by value stream. */
  countOverdueRuns(until: number): Promise<ReadonlyMap<string, number>>;

  /** Pending runs that were to start after the one instant and no later than the other, the earliest first, at most so many. */
  overdueRuns(span: PendingSpan, limit: number): Promise<readonly Run[]>;

  /** When pending runs of such a span are to start, epoch ms, in any order, at most so many. */
  pendingStarts(span: PendingSpan, limit: number): Promise<readonly number[]>;
}

/** Pending runs by when they are to start, epoch ms. */
export interface PendingSpan {
  readonly after: number;
  readonly until: number;
  /** Only of these; absent: of all. */
  readonly valueStreams?: readonly string[];
}
