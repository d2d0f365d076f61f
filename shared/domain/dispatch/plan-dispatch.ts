import type { Job } from '../job/job.ts';
import type { PendingRun } from '../run/run.ts';
import { runIdOf } from '../run/run-id.ts';
import { NO_CALENDARS, type Calendars } from '../schedule/exclusion.ts';
import { nextDueAt } from '../schedule/next-due-at.ts';
import type { SkippedSlots } from '../slot/slot-answer.ts';
import type { LateReason } from '../slot/slot-reasons.ts';
import { decideCatchUp, ruleOfPolicy, ruleOfResume, type CatchUpRule } from './catch-up.ts';
import { spreadMs } from './spread.ts';
import { resumed } from '../job/pause.ts';

const MINUTE_MS = 60_000;

/** A slot found this long after its start was missed: the dispatcher looks every few seconds. */
export const MISFIRE_TOLERANCE_MS = MINUTE_MS;

/** Runs made by one write. A Cosmos transactional batch holds 100 operations; some are the job and the skips. */
const MAX_RUNS = 90;

/** Missed slots looked at by one plan (some 15 ms), so that years of missed seconds are worked off in steps. */
const MAX_MISSED = 100_000;

export interface DispatchPlan {
  readonly runs: readonly PendingRun[];
  readonly skipped: readonly SkippedSlots[];
  /** The job as it has to be stored together with the runs. */
  readonly job: Job;
  /** Whether the job, once stored, has something due again. */
  readonly hasMore: boolean;
}

export interface DispatchMoment {
  /** Epoch ms. */
  readonly now: number;
  readonly lookAheadMs: number;
  /** The calendars that the job's recurrences name. */
  readonly calendars?: Calendars;
}

/**
 * Turns a job's due slots into runs, up to `now + lookAheadMs`; slots missed during a downtime go by the job's
 * catch-up policy, those of a pause by what the resume asked for. Whatever does not run gets its reason.
 *
 * Returns undefined when nothing is to be done. Throws InvalidInput for recurrences that cannot be calculated.
 */
export function planDispatch(job: Job, moment: DispatchMoment): DispatchPlan | undefined {
  const { now, lookAheadMs } = moment;
  if (job.state === 'paused') return planAutoResume(job, now);
  if (job.state !== 'active' || job.nextDueAt === undefined) return undefined;
  if (job.nextDueAt > now + lookAheadMs) return undefined;
  const slots = new SlotCursor(job, moment);
  const { first } = slots;
  if (first !== undefined && slots.isMissed(first)) return planMissed(job, slots, now);
  return planAhead(job, slots, now);
}

/** The pause's end is a step of its own: the missed slots follow with the next plan. */
function planAutoResume(job: Job, now: number): DispatchPlan | undefined {
  const { resumeAt: at, runMissed } = job.pause ?? {};
  if (at === undefined || runMissed === undefined || at > now) return undefined;
  return { runs: [], skipped: [], job: resumed(job, { runMissed, now, at }), hasMore: true };
}

function planAhead(job: Job, slots: SlotCursor, now: number): DispatchPlan {
  const due: number[] = [];
  let slot = slots.first;
  while (slot !== undefined && slot <= slots.until && due.length < MAX_RUNS) {
    due.push(slot);
    slot = slots.after(slot);
  }
  const offset = spreadMs(job);
  const runs = due.map((dueAt) =>
    pendingRun(job, dueAt, { effectiveAt: Math.max(dueAt + offset, now), now }),
  );
  const { resume: _sorted, pacedUntil, coalescing: _none, ...rest } = job;
  // Runs of missed slots may still be to come, and those of another outage keep their distance to them.
  const isOver = pacedUntil === undefined || pacedUntil + distanceMsOf(job) <= now;
  const paced = isOver ? rest : { ...rest, pacedUntil };
  return toPlan(paced, { runs, skipped: [], next: slot, until: slots.until, now });
}

function planMissed(job: Job, slots: SlotCursor, now: number): DispatchPlan {
  const { catchUp } = job.policies;
  const isResume = slots.isOfResume(slots.first ?? Infinity);
  const rule =
    isResume && job.resume !== undefined
      ? ruleOfResume(job.resume, catchUp)
      : ruleOfPolicy(catchUp, now - spreadMs(job));
  const missed: number[] = [];
  let slot = slots.first;
  // One rule at a time: what was missed after the resume is for the next plan.
  while (slot !== undefined && slots.isMissed(slot) && slots.isOfResume(slot) === isResume) {
    if (missed.length === MAX_MISSED) break;
    missed.push(slot);
    slot = slots.after(slot);
  }
  const isComplete = slot === undefined || !slots.isMissed(slot) || slots.isOfResume(slot) !== isResume;
  const decision = decideCatchUp({ slots: missed, isComplete }, rule, job);
  const run = decision.run.slice(0, MAX_RUNS);
  const notTaken = decision.run.length - run.length;
  const next = missed[decision.consumed - notTaken] ?? slot;
  const { runs, pacedUntil } = pace(job, run, { rule, coalesced: decision.coalescing, now });
  const { coalescing: _before, ...rest } = job;
  const carried =
    decision.coalescing !== undefined && runs.length === 0 ? { coalescing: decision.coalescing } : {};
  const after: Job = { ...rest, ...carried, ...(pacedUntil === undefined ? {} : { pacedUntil }) };
  return toPlan(after, { runs, skipped: decision.skipped, next, until: slots.until, now });
}

/** Gives runs of missed slots their starts, `maxPerMinute` apart, also from those of earlier plans. */
function pace(
  job: Job,
  slots: readonly number[],
  { rule, coalesced, now }: { rule: CatchUpRule; coalesced: Job['coalescing']; now: number },
): { readonly runs: readonly PendingRun[]; readonly pacedUntil: number | undefined } {
  const distanceMs = distanceMsOf(job);
  const offset = spreadMs(job);
  let pacedUntil = job.pacedUntil;
  const runs = slots.map((dueAt) => {
    // A resume may find slots that came due so lately that their start is still to come.
    const earliest = Math.max(now, dueAt + offset);
    const effectiveAt = Math.ceil(Math.max(earliest, (pacedUntil ?? -Infinity) + distanceMs));
    pacedUntil = effectiveAt;
    const run = pendingRun(job, dueAt, { effectiveAt, now, late: rule.late });
    return coalesced === undefined ? run : { ...run, coalesced };
  });
  return { runs, pacedUntil };
}

/** Between the starts of two runs of missed slots. */
function distanceMsOf({ policies }: Job): number {
  return MINUTE_MS / policies.catchUp.maxPerMinute;
}

function pendingRun(
  job: Job,
  dueAt: number,
  {
    effectiveAt,
    now,
    late,
  }: { readonly effectiveAt: number; readonly now: number; readonly late?: LateReason },
): PendingRun {
  const { jobId, valueStream, generation } = job;
  return {
    runId: runIdOf(jobId, dueAt),
    ...{ jobId, valueStream, generation, dueAt, effectiveAt },
    state: 'pending',
    trigger: 'schedule',
    createdAt: now,
    ...{ attempt: 1, chainStart: 1, endedAttempts: [] },
    ...(late === undefined ? {} : { late }),
  };
}

function toPlan(
  job: Job,
  {
    next,
    until,
    now,
    ...made
  }: Pick<DispatchPlan, 'runs' | 'skipped'> & { next: number | undefined; until: number; now: number },
): DispatchPlan {
  if (next !== undefined) {
    return { ...made, job: { ...job, nextDueAt: next, updatedAt: now }, hasMore: next <= until };
  }
  const { nextDueAt: _dispatched, resume: _sorted, ...rest } = job;
  return { ...made, job: { ...rest, state: 'completed', updatedAt: now }, hasMore: false };
}

/** Walks a job's slots from the first one that has not been dispatched. */
class SlotCursor {
  readonly until: number;
  /** The first slot; a calendar that has changed since may have taken the one that the job names. */
  readonly first: number | undefined;
  readonly #job: Job;
  readonly #calendars: Calendars;
  readonly #missedBefore: number;

  constructor(job: Job, { now, lookAheadMs, calendars = NO_CALENDARS }: DispatchMoment) {
    this.#job = job;
    this.#calendars = calendars;
    this.until = now + lookAheadMs;
    this.#missedBefore = now - MISFIRE_TOLERANCE_MS - spreadMs(job);
    this.first = this.after((job.nextDueAt ?? now) - 1);
  }

  after(slot: number): number | undefined {
    return nextDueAt(this.#job.recurrences, slot, this.#calendars);
  }

  isMissed(slot: number): boolean {
    return slot < this.#missedBefore || this.isOfResume(slot);
  }

  isOfResume(slot: number): boolean {
    return slot < (this.#job.resume?.at ?? -Infinity);
  }
}
