import { InvalidInput, Unavailable, VersionConflict } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Job } from '../domain/job/job.ts';
import { unknownCalendars } from '../domain/schedule/calendar-names.ts';
import type { Calendars } from '../domain/schedule/exclusion.ts';
import { replanDueAt } from '../domain/schedule/replan-due-at.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { CalendarUsage } from './ports/calendar-usage.ts';
import type { Clock, Log } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';

/*
 * A changed calendar moves slots, so after it is stored the next slot of every job that names it is calculated
 * anew. The job is read before its calendars, and it is written even when its next slot stays the same: a
 * dispatcher or an edit that has calculated with the older dates then meets another version and writes nothing.
 *
 * Twice, or two changes at the same time: whoever writes last has read its calendars after reading the job's
 * last version. Killed half way: some jobs keep a slot by the older dates until the same request comes again;
 * the periodic audit of slots repairs what is left.
 */

export interface ReplanSummary {
  readonly replanned: number;
  /** Jobs that could not be replanned, for a reason that a repetition does not mend; each is in the log. */
  readonly failed: number;
}

interface Dependencies {
  readonly jobs: JobStore;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}

/** Jobs that are worked on at the same time: enough to hide the latency of a store, too few to trouble it. */
const AT_ONCE = 8;

/**
 * Gives every job that names a calendar its next slot anew; one bad job never stops the others. Throws
 * Unavailable, after all others were tried, when a job could not be read or written: then it has to be repeated.
 */
export function createReplanJobs(
  dependencies: Dependencies & { readonly usage: CalendarUsage; readonly log: Log },
): (calendarName: string) => Promise<ReplanSummary> {
  const replanJob = createReplanJob(dependencies);
  return async (calendarName) => {
    const errors: unknown[] = [];
    let replanned = 0;
    await eachAtOnce(dependencies.usage.jobsNaming(calendarName), AT_ONCE, async (jobId) => {
      try {
        if ((await replanJob(jobId)) !== undefined) replanned += 1;
      } catch (error) {
        errors.push(error);
        dependencies.log.error('A job could not be replanned.', error, { jobId, calendarName });
      }
      return 'go-on';
    });
    const repeatable = errors.find((error) => error instanceof Unavailable);
    if (repeatable !== undefined) throw repeatable;
    return { replanned, failed: errors.length };
  };
}

/**
 * Gives a job its next slot anew and returns it as it was stored; undefined when it has no slots to come.
 *
 * Throws InvalidInput, with pointers into a job's definition, when it names a calendar that is not there.
 */
export function createReplanJob({
  jobs,
  loadCalendars,
  clock,
}: Dependencies): (jobId: JobId) => Promise<Job | undefined> {
  return async (jobId) => {
    for (;;) {
      const stored = await jobs.get(jobId);
      if (stored === undefined) return undefined;
      const calendars = await loadCalendars(stored.value.recurrences);
      const job = replan(stored.value, calendars, clock.now());
      if (job === undefined) return undefined;
      try {
        await jobs.save(job, { ifVersion: stored.version });
        return job;
      } catch (error) {
        // Dispatched or edited meanwhile: look at it as it is now.
        if (!(error instanceof VersionConflict)) throw error;
      }
    }
  };
}

/**
 * A job that had no slot left may have one again, when a calendar is put right. Paused and quarantined ones are
 * left alone: resuming looks for their slots with the calendars of that time.
 */
function replan(job: Job, calendars: Calendars, now: number): Job | undefined {
  if (job.state !== 'active' && job.state !== 'completed') return undefined;
  const unknown = unknownCalendars(job.recurrences, calendars);
  if (unknown.length > 0) {
    const issues = unknown.map(({ pointer, message }) => ({ pointer: `/recurrences${pointer}`, message }));
    throw new InvalidInput(`A calendar of job '${job.jobId}' is gone.`, issues);
  }
  const { nextDueAt: undispatchedAt, ...rest } = job;
  const dueAt = replanDueAt(job.recurrences, { now, undispatchedAt, calendars });
  if (dueAt !== undefined) return { ...rest, state: 'active', nextDueAt: dueAt, updatedAt: now };
  if (job.state === 'completed') return undefined;
  const { resume: _sorted, ...completed } = rest;
  return { ...completed, state: 'completed', updatedAt: now };
}
