import type { Run } from '../run/run.ts';
import type { LateReason, SkipReason, WaitReason } from './slot-reasons.ts';

/**
 * The one answer that each slot has, everywhere. `ran` says that its run began, whatever came of it; `pending` that
 * it is still to begin; `unanswered` that it should have a run or a reason and has neither, which the audit mends.
 */
export type SlotAnswer =
  | 'ran'
  | `late: ${LateReason}`
  | `skipped: ${SkipReason}`
  | 'pending'
  | `waiting: ${WaitReason}`
  | 'unanswered';

/** Slots of one job, in a row, that will not run, and why. */
export interface SkippedSlots {
  readonly fromDueAt: number;
  readonly untilDueAt: number;
  readonly count: number;
  readonly reason: SkipReason;
  /** The definition that named them. */
  readonly generation: number;
}

/** The answer of a slot that has a run. */
export function answerOf(run: Run): SlotAnswer {
  switch (run.state) {
    case 'pending':
      return 'pending';
    case 'waiting':
      return `waiting: ${run.waitingFor}`;
    case 'skipped':
      return `skipped: ${run.reason}`;
    case 'running':
    case 'succeeded':
    case 'failed':
      return began(run);
    case 'cancelled':
      return run.startedAt === undefined ? 'skipped: cancelled' : began(run);
    case 'dead':
      return run.startedAt === undefined ? 'skipped: dead-letter' : began(run);
  }
}

function began({ late }: Run): SlotAnswer {
  return late === undefined ? 'ran' : `late: ${late}`;
}
