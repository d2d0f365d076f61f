import type { Job } from '../job/job.ts';
import type { PendingRun, Run } from '../run/run.ts';
import { runIdOf } from '../run/run-id.ts';
import { toRetried } from '../run/run-transitions.ts';
import type { Backfill } from './backfill.ts';
import { isUnbegun, type SlotRun } from './slot-run.ts';

/** A run that a backfill makes. */
export type BackfillRun = PendingRun & Required<Pick<PendingRun, 'late' | 'backfillId' | 'requested'>>;

export interface BackfillMoment {
  readonly job: Job;
  /** Slots of the range after `doneUntil`, in order; `isWhole` says that no others are left. */
  readonly slots: readonly number[];
  readonly isWhole: boolean;
  /** The runs that those slots have. */
  readonly existing: readonly SlotRun[];
  /** How many runs may be made now, 0 or more. */
  readonly room: number;
  readonly now: number;
}

export interface BackfillPlan {
  /** Runs of slots that have none. */
  readonly fresh: readonly BackfillRun[];
  /** Runs of slots whose run ended before it began: those runs begin a new chain, as `toBackfilled` says. */
  readonly again: readonly BackfillRun[];
  /** The backfill as it has to be stored together with the runs. */
  readonly backfill: Backfill;
}

/**
 * The next runs of a backfill, the earliest slots first. A slot that has a run already is passed over and
 * counted, unless that run ended before it began.
 */
export function planBackfill(backfill: Backfill, moment: BackfillMoment): BackfillPlan {
  const { job, slots, isWhole, room, now } = moment;
  const runOf = new Map(moment.existing.map((run) => [run.dueAt, run]));
  const fresh: BackfillRun[] = [];
  const again: BackfillRun[] = [];
  let { doneUntil, alreadyRunCount } = backfill;
  let handled = 0;
  for (const dueAt of slots) {
    const existing = runOf.get(dueAt);
    const hasRun = existing !== undefined && !isUnbegun(existing);
    if (!hasRun && fresh.length + again.length >= room) break;
    if (hasRun) alreadyRunCount += 1;
    else (existing === undefined ? fresh : again).push(backfillRun(backfill, job, { dueAt, now }));
    doneUntil = dueAt;
    handled += 1;
  }
  if (isWhole && handled === slots.length) doneUntil = backfill.untilDueAt;
  const runCount = backfill.runCount + fresh.length + again.length;
  return { fresh, again, backfill: { ...backfill, doneUntil, alreadyRunCount, runCount, updatedAt: now } };
}

/**
 * The run of a slot that ended before it began, as the backfill's: with a new chain of attempts. Undefined when
 * the run has gone on meanwhile.
 */
export function toBackfilled(run: Run, planned: BackfillRun): PendingRun | undefined {
  if (!isUnbegun(run)) return undefined;
  const { trigger, generation, late, backfillId, requested, createdAt: now } = planned;
  return { ...toRetried(run, { requested, now }), trigger, generation, late, backfillId };
}

function backfillRun(
  { backfillId, requested }: Backfill,
  { jobId, valueStream, generation }: Job,
  { dueAt, now }: { readonly dueAt: number; readonly now: number },
): BackfillRun {
  return {
    runId: runIdOf(jobId, dueAt),
    ...{ jobId, valueStream, generation, dueAt, effectiveAt: now, createdAt: now },
    ...{ state: 'pending', trigger: 'backfill', late: 'backfill', backfillId, requested },
    ...{ attempt: 1, chainStart: 1, endedAttempts: [] },
  };
}
