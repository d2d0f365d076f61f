import type { JobId } from '../job/job-id.ts';
import type { Request } from '../run/run.ts';

/** A person's request for the slots of a past range; its runs are made a few at a time. */
export interface Backfill {
  readonly backfillId: string;
  readonly jobId: JobId;
  readonly state: 'running' | 'paused' | 'cancelled' | 'completed';
  /** First and last instant of the range, both included, epoch ms. */
  readonly fromDueAt: number;
  readonly untilDueAt: number;
  /** Slots up to and including this one have been dealt with. */
  readonly doneUntil: number;
  /** Runs of the backfill that may be unfinished at once. */
  readonly maxConcurrent: number;
  /** Slots of the range when it was asked for. */
  readonly slotCount: number;
  /** Runs made so far, and slots that had one already. */
  readonly runCount: number;
  readonly alreadyRunCount: number;
  readonly requested: Request;
  readonly createdAt: number;
  readonly updatedAt: number;
}
