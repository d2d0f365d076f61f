import type { Actor } from '../domain/access/actor.ts';
import { VersionConflict } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { NamedCalendar } from '../domain/schedule/named-calendar.ts';
import type { AuditedChange, MadeChange } from './audited-change.ts';
import type { CalendarStore } from './ports/calendar-store.ts';
import type { CalendarUsage } from './ports/calendar-usage.ts';
import type { UniqueId } from './ports/environment.ts';
import type { Versioned } from './ports/versioned.ts';
import { auditedCalendar, calendarSubject, isExpected, type ExpectedVersions } from './save-calendar.ts';

export type DeleteCalendarOutcome =
  | { readonly outcome: 'deleted' }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'version-mismatch' }
  /** Jobs name it: the first five in order of id. */
  | { readonly outcome: 'in-use'; readonly jobIds: readonly JobId[] };

interface Dependencies {
  readonly calendars: CalendarStore;
  readonly usage: CalendarUsage;
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
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
): (name: string, expected: ExpectedVersions, actor: Actor) => Promise<DeleteCalendarOutcome> {
  const { calendars, usage, auditedChange, uniqueId } = dependencies;
  return async (name, expected, actor) => {
    for (;;) {
      const existing = await calendars.get(name);
      if (existing === undefined) return { outcome: 'not-found' };
      if (expected !== undefined && !isExpected(existing.version, expected)) {
        return { outcome: 'version-mismatch' };
      }
      const before = await firstJobs(usage, name);
      if (before.length > 0) return { outcome: 'in-use', jobIds: before };
      const asked = {
        ...{ subject: calendarSubject(name), changeId: uniqueId(), action: 'delete', actor },
        before: auditedCalendar(existing.value),
      };
      const { result } = await auditedChange(asked, () => remove(dependencies, existing));
      if (result !== 'overtaken') return result;
    }
  };
}

async function remove(
  { calendars, usage }: Dependencies,
  { value, version }: Versioned<NamedCalendar>,
): Promise<MadeChange<DeleteCalendarOutcome | 'overtaken'>> {
  const { name } = value;
  if (!(await isRemoved(calendars, name, version))) return { result: 'overtaken', outcome: 'refused' };
  const after = await firstJobs(usage, name);
  if (after.length === 0) return { result: { outcome: 'deleted' }, outcome: 'done' };
  // One that someone else has made anew meanwhile stays as it is.
  await calendars.create(value);
  return { result: { outcome: 'in-use', jobIds: after }, outcome: 'refused' };
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
