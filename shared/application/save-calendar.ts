import { VersionConflict } from '../domain/errors.ts';
import { isSameCalendar, type NamedCalendar } from '../domain/schedule/named-calendar.ts';
import type { CalendarStore } from './ports/calendar-store.ts';
import type { Versioned } from './ports/versioned.ts';
import type { ReplanSummary } from './replan-jobs.ts';

/** The versions that a caller expects, or `*` for any; absent when it names none. */
export type ExpectedVersions = readonly string[] | '*' | undefined;

interface Stored extends Versioned<NamedCalendar> {
  readonly jobs: ReplanSummary;
}

export type SaveCalendarOutcome =
  | ({ readonly outcome: 'created' | 'replaced' | 'unchanged' } & Stored)
  /** There is another calendar of that name, and the caller did not say which one it means to replace. */
  | { readonly outcome: 'version-required' }
  /** There is another version of it than the caller expects, or none. */
  | { readonly outcome: 'version-mismatch' };

interface Dependencies {
  readonly calendars: CalendarStore;
  readonly replanJobs: (calendarName: string) => Promise<ReplanSummary>;
}

/**
 * Stores a calendar and gives the jobs that name it their next slots anew.
 *
 * The same calendar again is no change, whatever version is expected (RFC 9110, 13.1.1), and its jobs are
 * replanned all the same: the first request may have been cut off in between. Throws Unavailable when jobs
 * could not be replanned; the calendar is stored then, and the same request finishes the work.
 */
export function createSaveCalendar(
  dependencies: Dependencies,
): (calendar: NamedCalendar, expected: ExpectedVersions) => Promise<SaveCalendarOutcome> {
  return async (calendar, expected) => {
    for (;;) {
      const saved = await trySave(dependencies.calendars, calendar, expected);
      if (saved === 'overtaken') continue;
      if (!('version' in saved)) return saved;
      return { ...saved, jobs: await dependencies.replanJobs(calendar.name) };
    }
  };
}

type Attempt =
  | Exclude<SaveCalendarOutcome, Stored>
  | ({ readonly outcome: Extract<SaveCalendarOutcome, Stored>['outcome'] } & Versioned<NamedCalendar>);

/** One look and one write; `overtaken` when someone else wrote between the two. */
async function trySave(
  calendars: CalendarStore,
  calendar: NamedCalendar,
  expected: ExpectedVersions,
): Promise<Attempt | 'overtaken'> {
  const existing = await calendars.get(calendar.name);
  if (existing === undefined) {
    if (expected !== undefined) return { outcome: 'version-mismatch' };
    const version = await calendars.create(calendar);
    return version === undefined ? 'overtaken' : { outcome: 'created', value: calendar, version };
  }
  if (isSameCalendar(existing.value, calendar)) return { outcome: 'unchanged', ...existing };
  if (expected === undefined) return { outcome: 'version-required' };
  if (!isExpected(existing.version, expected)) return { outcome: 'version-mismatch' };
  try {
    const version = await calendars.save(calendar, { ifVersion: existing.version });
    return { outcome: 'replaced', value: calendar, version };
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}

/** Whether a version is one that a caller expects. */
export function isExpected(version: string, expected: Exclude<ExpectedVersions, undefined>): boolean {
  return expected === '*' || expected.includes(version);
}
