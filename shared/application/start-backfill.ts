import type { Backfill } from '../domain/backfill/backfill.ts';
import { backfillIdOf } from '../domain/backfill/backfill-id.ts';
import { isUnbegun } from '../domain/backfill/slot-run.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Request } from '../domain/run/run.ts';
import { dueTimes } from '../domain/schedule/due-times.ts';
import type { AdvanceBackfill } from './advance-backfill.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { BackfillStore } from './ports/backfill-store.ts';
import { targetChange, type ChangeDependencies } from './job-changes.ts';
import type { Fingerprint } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';

/** Slots that one backfill may have; they are counted when it is asked for. */
export const MAX_BACKFILL_SLOTS = 100_000;

/** The instants of a range, both included, epoch ms. */
export interface BackfillRange {
  readonly fromDueAt: number;
  readonly untilDueAt: number;
}

export interface BackfillRequest extends BackfillRange, Request {
  readonly maxConcurrent: number;
  /** The same key gives the same backfill, whenever it comes. */
  readonly idempotencyKey: string;
}

/** What a backfill of a range would do now. */
export interface BackfillPreview {
  readonly slotCount: number;
  readonly alreadyRunCount: number;
  readonly toRunCount: number;
  /** First and last slot, epoch ms; absent when the range has none. */
  readonly first?: number;
  readonly last?: number;
}

export type StartBackfillOutcome =
  | { readonly outcome: 'created' | 'already-exists'; readonly backfill: Backfill }
  /** The key has come before, with another range. */
  | { readonly outcome: 'key-taken'; readonly backfill: Backfill }
  | { readonly outcome: 'not-found' };

interface Dependencies extends ChangeDependencies {
  readonly backfills: BackfillStore;
  readonly jobs: JobStore;
  readonly loadCalendars: LoadCalendars;
  readonly fingerprint: Fingerprint;
  readonly advanceBackfill: AdvanceBackfill;
}

/**
 * Asks for the slots of a past range, also of a paused or completed job, and makes the first runs. The
 * recurrences count as they are now, so the range may lie before the job was defined.
 *
 * Throws InvalidInput for a range that does not lie in the past, or names no slot or too many.
 */
export function createStartBackfill(
  dependencies: Dependencies,
): (jobId: JobId, request: BackfillRequest) => Promise<StartBackfillOutcome> {
  const { backfills, jobs, fingerprint, advanceBackfill } = dependencies;
  return async (jobId, request) => {
    const backfillId = backfillIdOf(jobId, fingerprint(request.idempotencyKey));
    const before = await backfills.get({ jobId, backfillId });
    if (before !== undefined) return existing(before.value, request);
    const job = await presentJob(jobs, jobId);
    if (job === undefined) return { outcome: 'not-found' };
    const slots = await slotsOf(dependencies, job, request);
    if (slots.length === 0) throw faulty('/from', 'the job has no slot in this range');
    const backfill = newBackfill(job, { backfillId, request, slots, now: dependencies.clock.now() });
    const { author, reason } = request;
    const by = { author, reason, action: 'backfill-started', target: backfillId } as const;
    const changes = [targetChange(dependencies, job, by)];
    const made = await jobs.commit({ jobId, backfill: { value: backfill, ifVersion: undefined }, changes });
    if (made === 'committed') await advanceBackfill(jobId, backfillId);
    const stored = (await backfills.get({ jobId, backfillId }))?.value ?? backfill;
    return made === 'committed' ? { outcome: 'created', backfill: stored } : existing(stored, request);
  };
}

/** Says what a backfill of a range would do, and writes nothing. Undefined when there is no such job. */
export function createPreviewBackfill(
  dependencies: Pick<Dependencies, 'backfills' | 'jobs' | 'loadCalendars' | 'clock'>,
): (jobId: JobId, range: BackfillRange) => Promise<BackfillPreview | undefined> {
  return async (jobId, range) => {
    const job = await presentJob(dependencies.jobs, jobId);
    if (job === undefined) return undefined;
    const slots = await slotsOf(dependencies, job, range);
    const [first] = slots;
    const last = slots.at(-1);
    if (first === undefined || last === undefined) {
      return { slotCount: 0, alreadyRunCount: 0, toRunCount: 0 };
    }
    const toRun = new Set(slots);
    for await (const run of dependencies.backfills.slotRuns(jobId, { fromDueAt: first, untilDueAt: last })) {
      if (!isUnbegun(run)) toRun.delete(run.dueAt);
    }
    const counts = { slotCount: slots.length, alreadyRunCount: slots.length - toRun.size };
    return { ...counts, toRunCount: toRun.size, first, last };
  };
}

async function presentJob(jobs: JobStore, jobId: JobId): Promise<Job | undefined> {
  const job = (await jobs.get(jobId))?.value;
  return job?.state === 'deleted' ? undefined : job;
}

function existing(backfill: Backfill, { fromDueAt, untilDueAt }: BackfillRange): StartBackfillOutcome {
  const isSame = backfill.fromDueAt === fromDueAt && backfill.untilDueAt === untilDueAt;
  return { outcome: isSame ? 'already-exists' : 'key-taken', backfill };
}

async function slotsOf(
  { loadCalendars, clock }: Pick<Dependencies, 'loadCalendars' | 'clock'>,
  { recurrences }: Job,
  { fromDueAt, untilDueAt }: BackfillRange,
): Promise<number[]> {
  if (untilDueAt > clock.now()) throw faulty('/until', 'must not be later than now');
  if (fromDueAt > untilDueAt) throw faulty('/from', 'must not be later than "until"');
  const slots = dueTimes(recurrences, {
    after: fromDueAt - 1,
    until: untilDueAt,
    limit: MAX_BACKFILL_SLOTS + 1,
    calendars: await loadCalendars(recurrences),
  });
  if (slots.length <= MAX_BACKFILL_SLOTS) return slots;
  throw faulty('/from', `the range has more than ${MAX_BACKFILL_SLOTS} slots; ask for it in parts`);
}

function faulty(pointer: string, message: string): InvalidInput {
  return new InvalidInput('The range has a fault.', [{ pointer, message }]);
}

function newBackfill(
  { jobId, generation }: Job,
  {
    backfillId,
    request: { fromDueAt, untilDueAt, maxConcurrent, author, reason },
    slots,
    now,
  }: {
    readonly backfillId: string;
    readonly request: BackfillRequest;
    readonly slots: readonly number[];
    readonly now: number;
  },
): Backfill {
  return {
    ...{ backfillId, jobId, generation, fromDueAt, untilDueAt, maxConcurrent },
    ...{ state: 'running', doneUntil: fromDueAt - 1, runCount: 0, alreadyRunCount: 0 },
    slotCount: slots.length,
    requested: { author, reason },
    ...{ createdAt: now, updatedAt: now },
  };
}
