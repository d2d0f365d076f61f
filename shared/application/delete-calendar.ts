import { VersionConflict } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { CalendarStore } from './ports/calendar-store.ts';
import type { CalendarUsage } from './ports/calendar-usage.ts';
import { isExpected, type ExpectedVersions } from './save-calendar.ts';

export type DeleteCalendarOutcome =
  | { readonly outcome: 'deleted' }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'version-mismatch' }
  /** Jobs name it: the first five in order of id. */
  | { readonly outcome: 'in-use'; readonly jobIds: readonly JobId[] };

interface Dependencies {
  readonly calendars: CalendarStore;
  readonly usage: CalendarUsage;
}

const JOBS_NAMED = 5;

/**
 * Deletes a calendar that no job names; one that is deleted already is not there.
 *
 * A job that is stored at the same moment is looked for once more afterwards, and then the calendar is put back;
 * the job's own request looks for its calendars after it is stored. So one of the two notices. Killed between the
 * two looks, a job can be left with a calendar that is gone: it is quarantined when its next slot comes.
 */
export function createDeleteCalendar(
  dependencies: Dependencies,
): (name: string, expected: ExpectedVersions) => Promise<DeleteCalendarOutcome> {
  const { calendars, usage } = dependencies;
  return async (name, expected) => {
    for (;;) {
      const existing = await calendars.get(name);
      if (existing === undefined) return { outcome: 'not-found' };
      if (expected !== undefined && !isExpected(existing.version, expected)) {
        return { outcome: 'version-mismatch' };
      }
      const before = await firstJobs(usage, name);
      if (before.length > 0) return { outcome: 'in-use', jobIds: before };
      if (!(await isRemoved(calendars, name, existing.version))) continue;
      const after = await firstJobs(usage, name);
      if (after.length === 0) return { outcome: 'deleted' };
      // One that someone else has made anew meanwhile stays as it is.
      await calendars.create(existing.value);
      return { outcome: 'in-use', jobIds: after };
    }
  };
}

async function isRemoved(calendars: CalendarStore, name: string, ifVersion: string): Promise<boolean> {
  try {
    await calendars.remove(name, { ifVersion });
    return true;
  } catch (error) {
    if (error instanceof VersionConflict) return false;
    throw error;
  }
}

async function firstJobs(usage: CalendarUsage, name: string): Promise<readonly JobId[]> {
  const jobIds: JobId[] = [];
  for await (const jobId of usage.jobsNaming(name)) {
    jobIds.push(jobId);
    if (jobIds.length === JOBS_NAMED) break;
  }
  return jobIds;
}
