import type { Backfill } from '../../domain/backfill/backfill.ts';
import type { SlotRun } from '../../domain/backfill/slot-run.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { RunState, UnfinishedRun } from '../../domain/run/run.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** Names a backfill, and the partition that holds it. */
export type BackfillKey = Pick<Backfill, 'jobId' | 'backfillId'>;

/** How many runs of a backfill are in which state; a state that none is in is left out. */
export type RunCounts = Readonly<Partial<Record<RunState, number>>>;

/**
 * Reads the backfills and what they need to know of runs, all in the partition of their job; JobStore.commit
 * writes them. Who has read a backfill sees at least the runs that were written with it. May throw Unavailable.
 */
export interface BackfillStore {
  get(key: BackfillKey): Promise<Versioned<Backfill> | undefined>;

  /** A job's backfills, the latest request first. */
  listByJob(jobId: JobId, request: PageRequest): Promise<Page<Backfill>>;

  /** The backfills of all jobs that are `running` or `cancelling`; one that changes meanwhile may be missed. */
  inWork(): AsyncIterable<Backfill>;

  /** The runs of a backfill that have not ended, in no order. */
  unfinishedRuns(key: BackfillKey): AsyncIterable<UnfinishedRun>;

  countUnfinished(key: BackfillKey): Promise<number>;

  /** Runs that are no longer kept are not counted. */
  countRuns(key: BackfillKey): Promise<RunCounts>;

  /** The runs that a job's slots have, from one due instant to another, both included, in no order. */
  slotRuns(
    jobId: JobId,
    range: { readonly fromDueAt: number; readonly untilDueAt: number },
  ): AsyncIterable<SlotRun>;
}
