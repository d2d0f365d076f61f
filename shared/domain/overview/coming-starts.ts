import { spreadMs } from '../dispatch/spread.ts';
import type { Job } from '../job/job.ts';
import { dueTimes } from '../schedule/due-times.ts';
import type { Calendars } from '../schedule/exclusion.ts';

/** When runs of slots that are not dispatched yet are to start, epoch ms. */
export interface ComingStarts {
  readonly startsAt: readonly number[];
  /** Whether there are more than were looked for. */
  readonly isPartial: boolean;
}

interface Range {
  readonly from: number;
  /** Left out itself. */
  readonly until: number;
  readonly calendars: Calendars;
  /** At most so many slots. */
  readonly limit: number;
}

/**
 * When the runs of a job's coming slots are to start, calculated as dispatch does it, with the job's spread. Of a job that is
 * paused those after its pause ends; what its pause has missed is not among them.
 *
 * Throws InvalidInput as `nextDueAt` does.
 */
export function comingStarts(job: Job, { from, until, calendars, limit }: Range): ComingStarts {
  const offset = spreadMs(job);
  const begin = firstOf(job);
  if (begin === undefined) return { startsAt: [], isPartial: false };
  const after = Math.max(begin - 1, job.slotsAfter, from - offset - 1);
  // One more than asked for tells whether there are any beyond.
  const range = { after, until: until - offset - 1, limit: limit + 1, calendars };
  const slots = dueTimes(job.recurrences, range);
  return {
    startsAt: slots.slice(0, limit).map((dueAt) => dueAt + offset),
    isPartial: slots.length > limit,
  };
}

/** The first instant at which a slot of the job may be dispatched. */
function firstOf({ state, nextDueAt, pause }: Job): number | undefined {
  if (state === 'active') return nextDueAt;
  return state === 'paused' ? pause?.resumeAt : undefined;
}
