import { spreadMs } from '../dispatch/spread.ts';
import type { Job } from '../job/job.ts';
import { isFinished, type Run, type RunState } from '../run/run.ts';
import type { RunId } from '../run/run-id.ts';
import type { SlotRange } from './named-slots.ts';
import { answerOf, type SkippedSlots, type SlotAnswer } from './slot-answer.ts';

/** A slot so long past has its run or its reason, or something is wrong: the dispatcher looks ahead. */
export const ANSWER_GRACE_MS = 3 * 60_000;

/** One slot and what became of it. */
export interface AnsweredSlot {
  readonly dueAt: number;
  /** When its run may start, epoch ms: of its present attempt, where it has a run. */
  readonly effectiveAt: number;
  readonly answer: SlotAnswer;
  readonly runId?: RunId;
  readonly runState?: RunState;
  /** When its first attempt began, epoch ms. */
  readonly startedAt?: number;
  /** When its run ended, epoch ms; absent while it has not, and where it never began. */
  readonly finishedAt?: number;
  /** How long after its time, the job's spread included, that was. Absent for a backfill: it has no time. */
  readonly latenessMs?: number;
  /** The run that was told to stand for this slot. */
  readonly coalescedInto?: RunId;
}

/** Slots of an earlier definition that did not run; which instants they were is not known any more. */
export interface AnsweredRange extends SlotRange {
  readonly count: number;
  readonly answer: SlotAnswer;
  readonly generation: number;
}

export type SlotEntry = AnsweredSlot | AnsweredRange;

/** What is known of a range. */
export interface SlotEvidence {
  /** The slots that the job's present recurrences name, in order. */
  readonly slots: readonly number[];
  /** The runs of slots, not those asked for by hand. */
  readonly runs: readonly Run[];
  /** The records that overlap the range, the earliest first. */
  readonly skipped: readonly SkippedSlots[];
}

/** Whether the entry stands for several slots. */
export function isRange(entry: SlotEntry): entry is AnsweredRange {
  return 'count' in entry;
}

/**
 * Gives every slot of a range its one answer, the earliest first: its run's, if it has one, else that of the record
 * which covers it, else what the job's state says. Slots of before the present recurrences come from runs and records
 * alone; a record that stands for several of them stays one entry, at its first slot.
 */
export function answerSlots(
  job: Job,
  { slots, runs, skipped }: SlotEvidence,
  { fromDueAt, untilDueAt, now }: SlotRange & { readonly now: number },
): SlotEntry[] {
  const withRun = new Set(runs.map(({ dueAt }) => dueAt));
  const [old, present] = [
    skipped.filter((record) => record.fromDueAt <= job.slotsAfter),
    skipped.filter((record) => record.fromDueAt > job.slotsAfter),
  ];
  const entries: SlotEntry[] = [
    ...old.flatMap((record) => entriesOfRecord(record, withRun)),
    ...runs.map((run) => entryOfRun(job, run)),
    ...slots
      .filter((slot) => !withRun.has(slot))
      .map((slot) => entryWithoutRun(job, slot, { skipped: present, runs, now })),
  ];
  return entries
    .filter((entry) => instantOf(entry) <= untilDueAt && endOf(entry) >= fromDueAt)
    .sort((a, b) => instantOf(a) - instantOf(b));
}

/** Where an entry stands in the order of time. */
export function instantOf(entry: SlotEntry): number {
  return isRange(entry) ? entry.fromDueAt : entry.dueAt;
}

function endOf(entry: SlotEntry): number {
  return isRange(entry) ? entry.untilDueAt : entry.dueAt;
}

function entriesOfRecord(record: SkippedSlots, withRun: ReadonlySet<number>): SlotEntry[] {
  const { fromDueAt, untilDueAt, count, reason, generation } = record;
  const answer = `skipped: ${reason}` as const;
  if (fromDueAt < untilDueAt) return [{ fromDueAt, untilDueAt, count, answer, generation }];
  return withRun.has(fromDueAt) ? [] : [{ dueAt: fromDueAt, effectiveAt: fromDueAt, answer }];
}

function entryOfRun(job: Job, run: Run): AnsweredSlot {
  const { dueAt, effectiveAt, runId, state: runState } = run;
  const startedAt = run.endedAttempts[0]?.startedAt ?? ('startedAt' in run ? run.startedAt : undefined);
  return {
    ...{ dueAt, effectiveAt, answer: answerOf(run), runId, runState },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(startedAt === undefined || !isFinished(run) ? {} : { finishedAt: run.finishedAt }),
    ...(startedAt === undefined || run.trigger === 'backfill'
      ? {}
      : { latenessMs: Math.max(0, startedAt - dueAt - spreadMs(job)) }),
  };
}

function entryWithoutRun(
  job: Job,
  dueAt: number,
  { skipped, runs, now }: Pick<SlotEvidence, 'skipped' | 'runs'> & { readonly now: number },
): AnsweredSlot {
  const slot = { dueAt, effectiveAt: dueAt + spreadMs(job) };
  const record = skipped.findLast(({ fromDueAt, untilDueAt }) => fromDueAt <= dueAt && dueAt <= untilDueAt);
  if (record === undefined) return { ...slot, answer: undecided(job, dueAt, now) };
  const answer = `skipped: ${record.reason}` as const;
  if (record.reason !== 'catch-up-coalesced') return { ...slot, answer };
  const into = runs.find((run) => run.dueAt > dueAt && (run.coalesced?.fromDueAt ?? Infinity) <= dueAt);
  return { ...slot, answer, ...(into === undefined ? {} : { coalescedInto: into.runId }) };
}

/** What a slot of the present recurrences with neither run nor record waits for. */
function undecided(job: Job, dueAt: number, now: number): SlotAnswer {
  const due = dueAt > now - ANSWER_GRACE_MS ? 'pending' : 'unanswered';
  switch (job.state) {
    case 'active':
    case 'completed':
      return due;
    case 'paused':
      return dueAt > stoppedAt(job, job.pause?.pausedAt) ? 'waiting: job-paused' : due;
    case 'quarantined':
      return dueAt > stoppedAt(job, job.quarantine?.at) ? 'waiting: job-quarantined' : due;
    case 'deleted':
      return 'skipped: job-deleted';
  }
}

/** Slots after this are decided by the resume. */
function stoppedAt({ nextDueAt }: Job, at = -Infinity): number {
  return Math.min(at, (nextDueAt ?? Infinity) - 1);
}
