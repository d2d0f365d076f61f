import type { Job } from '../job/job.ts';
import type { PendingRun } from '../run/run.ts';
import { runIdOf } from '../run/run-id.ts';
import { nextDueAt } from '../schedule/next-due-at.ts';

const MINUTE_MS = 60_000;

/** A slot found this long after its due instant was missed: the dispatcher looks every few seconds. */
const MISFIRE_TOLERANCE_MS = MINUTE_MS;

/** Runs made by one write. A Cosmos transactional batch holds 100 operations; two are the job and the skips. */
const MAX_RUNS = 90;

/** Slots looked at by one plan, so that a year of missed seconds is worked off in bounded steps. */
const MAX_SLOTS = 5_000;

/** Slots that will not run, and why: every slot has an answer. */
export interface SkippedSlots {
  readonly fromDueAt: number;
  readonly untilDueAt: number;
  readonly count: number;
  readonly reason: 'superseded-by-latest';
}

export interface DispatchPlan {
  readonly runs: readonly PendingRun[];
  readonly skipped: SkippedSlots | undefined;
  /** The job as it has to be stored together with the runs. */
  readonly job: Job;
}

/**
 * Turns a job's due slots into runs, up to `now + lookAheadMs` (epoch ms, ms).
 *
 * Catch-up is `latest`: of the slots missed during a downtime only the last one runs, the others are recorded
 * as skipped. Returns undefined when nothing is due.
 */
export function planDispatch(job: Job, now: number, lookAheadMs: number): DispatchPlan | undefined {
  if (job.state !== 'active' || job.nextDueAt === undefined || job.nextDueAt > now + lookAheadMs) {
    return undefined;
  }
  const { toRun, skipped, next } = sortSlots(job.recurrences, job.nextDueAt, {
    missedBefore: now - MISFIRE_TOLERANCE_MS,
    until: now + lookAheadMs,
  });
  return { runs: toRun.map((dueAt) => pendingRun(job, dueAt, now)), skipped, job: advance(job, next, now) };
}

interface Slots {
  readonly toRun: readonly number[];
  readonly skipped: SkippedSlots | undefined;
  readonly next: number | undefined;
}

function sortSlots(
  recurrences: Job['recurrences'],
  first: number,
  bounds: { readonly missedBefore: number; readonly until: number },
): Slots {
  const toRun: number[] = [];
  let skipped: SkippedSlots | undefined;
  let slot = first;
  for (let seen = 1; ; seen += 1) {
    const next = nextDueAt(recurrences, slot);
    // Missed, and a later one was missed as well: that later one runs for both.
    if (next !== undefined && next < bounds.missedBefore) skipped = withSlot(skipped, slot);
    else toRun.push(slot);
    const full = toRun.length >= MAX_RUNS || seen >= MAX_SLOTS;
    if (next === undefined || next > bounds.until || full) return { toRun, skipped, next };
    slot = next;
  }
}

function withSlot(skipped: SkippedSlots | undefined, dueAt: number): SkippedSlots {
  return {
    fromDueAt: skipped?.fromDueAt ?? dueAt,
    untilDueAt: dueAt,
    count: (skipped?.count ?? 0) + 1,
    reason: 'superseded-by-latest',
  };
}

function pendingRun(job: Job, dueAt: number, now: number): PendingRun {
  return {
    runId: runIdOf(job.jobId, dueAt),
    jobId: job.jobId,
    state: 'pending',
    trigger: 'schedule',
    dueAt,
    effectiveAt: Math.max(dueAt, now),
    generation: job.generation,
    createdAt: now,
  };
}

function advance(job: Job, next: number | undefined, now: number): Job {
  if (next !== undefined) return { ...job, nextDueAt: next, updatedAt: now };
  const { nextDueAt: _dispatched, ...rest } = job;
  return { ...rest, state: 'completed', updatedAt: now };
}
