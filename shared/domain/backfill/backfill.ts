import type { JobId } from '../job/job-id.ts';
import type { Request } from '../run/run.ts';

/**
 * `running`: its runs are made, a few at a time. `cancelling`: no more are made, and those that were are being
 * cancelled. `completed`: each slot of the range has been dealt with and no run of it is unfinished.
 */
export const BACKFILL_STATES = ['running', 'paused', 'cancelling', 'cancelled', 'completed'] as const;
export type BackfillState = (typeof BACKFILL_STATES)[number];

/** Who paused, resumed or cancelled a backfill last. */
export interface BackfillChange extends Request {
  readonly at: number;
  /** Of a cancelling: whether it ends runs that are going as well. */
  readonly cancelRunning?: boolean;
}

/** A person's request for the slots of a past range; its runs are made a few at a time. */
export interface Backfill {
  readonly backfillId: string;
  readonly jobId: JobId;
  readonly state: BackfillState;
  /** The job's generation when it was asked for: it ends with a deletion of the job, and outlives edits. */
  readonly generation: number;
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
  readonly lastChange?: BackfillChange;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Whether every slot of the range has been dealt with; runs made for them may still be unfinished. */
export function isAtEnd({ doneUntil, untilDueAt }: Backfill): boolean {
  return doneUntil >= untilDueAt;
}
