import type { Calendars } from '../schedule/exclusion.ts';
import { InvalidInput } from '../errors.ts';
import { dueTimes } from '../schedule/due-times.ts';
import type { SkippedSlots } from '../slot/slot-answer.ts';
import type { Job, JobCore } from './job.ts';
import type { JobLabels } from './job-label.ts';
import { workOf, type JobWork } from './job-work.ts';

type DefinedCore = Pick<JobCore, 'valueStream' | 'after' | 'recurrences' | 'policies'> & JobLabels;

/** What a person defines of a job, and may define anew. */
export type JobParts = JobWork & DefinedCore;

/** What a person defines of a job, taken out of it. */
export function partsOf(job: Job): JobParts {
  return toParts(workOf(job), job);
}

/** The same put together, in the order that ids are derived from. */
export function toParts(work: JobWork, core: DefinedCore): JobParts {
  return { ...work, ...definedCore(core) };
}

/** All of a definition but its work. What is absent has no field: ids are derived from these parts. */
export function definedCore({
  valueStream,
  after,
  recurrences,
  policies,
  description,
  tags,
}: DefinedCore): DefinedCore {
  return {
    valueStream,
    ...(after === undefined ? {} : { after }),
    recurrences,
    policies,
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Slots whose skipping one change records; a job that was paused for longer is resumed (and so sorted) first. */
const MAX_SKIPPED = 100_000;

/**
 * The job with the same slots; runs that have not begun are made under the new task and policies. A quarantined one
 * tries again: what it missed meanwhile goes by its catch-up policy.
 */
export function amended(
  { quarantine: _mended, after: _before, description: _said, tags: _put, ...job }: Job,
  parts: JobParts,
  now: number,
): Job {
  const state = job.state === 'quarantined' ? 'active' : job.state;
  return { ...job, ...parts, state, generation: job.generation + 1, updatedAt: now };
}

/** Whether slots that have come due are to be dispatched, by the old definition, before an edit may be written. */
export function isBehind({ state, nextDueAt: next }: Job, now: number): boolean {
  return state === 'active' && next !== undefined && next <= now;
}

/** The job with other slots from now on; `next` is the first of them. */
export function redefined(
  job: Job,
  parts: JobParts,
  { next, now }: { readonly next: number | undefined; readonly now: number },
): Job {
  const {
    nextDueAt: _old,
    resume: _sorted,
    coalescing: _none,
    quarantine: _mended,
    after: _before,
    description: _said,
    tags: _put,
    ...rest
  } = job;
  const state = job.state === 'paused' ? 'paused' : 'active';
  return {
    ...rest,
    ...parts,
    ...(next === undefined ? { state: 'completed' } : { state, nextDueAt: next }),
    generation: job.generation + 1,
    slotsAfter: now,
    updatedAt: now,
  };
}

/** The slots of a job that have come due without being dispatched, and now never will be. */
export function undispatched(
  { nextDueAt: from, recurrences, generation }: Job,
  {
    now,
    calendars,
    reason,
  }: {
    readonly now: number;
    readonly calendars: Calendars;
    readonly reason: 'job-edited' | 'job-deleted';
  },
): SkippedSlots[] {
  if (from === undefined || from > now) return [];
  const slots = slotsOf(recurrences, { after: from - 1, until: now, calendars });
  const [fromDueAt] = slots;
  const untilDueAt = slots.at(-1);
  if (fromDueAt === undefined || untilDueAt === undefined) return [];
  return [{ fromDueAt, untilDueAt, count: slots.length, reason, generation }];
}

function slotsOf(
  recurrences: Job['recurrences'],
  range: { readonly after: number; readonly until: number; readonly calendars: Calendars },
): number[] {
  try {
    return dueTimes(recurrences, { ...range, limit: MAX_SKIPPED });
  } catch (error) {
    // A job is quarantined because this cannot be told.
    if (error instanceof InvalidInput) return [];
    throw error;
  }
}
