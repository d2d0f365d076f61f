import type { Actor } from '../domain/access/actor.ts';
import { VersionConflict } from '../domain/errors.ts';
import { isSameCalendar, type NamedCalendar } from '../domain/schedule/named-calendar.ts';
import type { AuditedChange } from './audited-change.ts';
import type { AuditedState } from './ports/audit-log.ts';
import type { CalendarStore } from './ports/calendar-store.ts';
import type { UniqueId } from './ports/environment.ts';
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
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
}

/**
 * Stores a calendar and gives the jobs that name it their next slots anew. Who did so is in the audit log.
 *
 * The same calendar again is no change, whatever version is expected (RFC 9110, 13.1.1), and its jobs are
 * replanned all the same: the first request may have been cut off in between. Throws Unavailable when jobs
 * could not be replanned; the calendar is stored then, and the same request finishes the work.
 */
export function createSaveCalendar(
  dependencies: Dependencies,
): (calendar: NamedCalendar, expected: ExpectedVersions, actor: Actor) => Promise<SaveCalendarOutcome> {
  return async (calendar, expected, actor) => {
    for (;;) {
      const saved = await trySave(dependencies, calendar, { expected, actor });
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
  dependencies: Dependencies,
  calendar: NamedCalendar,
  { expected, actor }: { readonly expected: ExpectedVersions; readonly actor: Actor },
): Promise<Attempt | 'overtaken'> {
  const { calendars } = dependencies;
  const existing = await calendars.get(calendar.name);
  if (existing === undefined) {
    if (expected !== undefined) return { outcome: 'version-mismatch' };
    const version = await audited(dependencies, { calendar, actor }, () => calendars.create(calendar));
    return version === undefined ? 'overtaken' : { outcome: 'created', value: calendar, version };
  }
  if (isSameCalendar(existing.value, calendar)) return { outcome: 'unchanged', ...existing };
  if (expected === undefined) return { outcome: 'version-required' };
  if (!isExpected(existing.version, expected)) return { outcome: 'version-mismatch' };
  try {
    const change = { calendar, actor, before: existing.value };
    const ifVersion = existing.version;
    const version = await audited(dependencies, change, () => calendars.save(calendar, { ifVersion }));
    return { outcome: 'replaced', value: calendar, version };
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}

interface CalendarChange {
  readonly calendar: NamedCalendar;
  readonly actor: Actor;
  readonly before?: NamedCalendar;
}

/** Writes a calendar, with its entries in the audit log; undefined when its name is taken. */
async function audited<T extends string | undefined>(
  { auditedChange, uniqueId }: Dependencies,
  { calendar, actor, before }: CalendarChange,
  write: () => Promise<T>,
): Promise<T> {
  const asked = {
    ...{ subject: calendarSubject(calendar.name), changeId: uniqueId(), actor },
    ...(before === undefined ? { action: 'create' } : { action: 'replace', before: auditedCalendar(before) }),
  };
  const { result } = await auditedChange(asked, async () => {
    const version = await write();
    return version === undefined
      ? { result: version, outcome: 'refused' }
      : { result: version, outcome: 'done', after: auditedCalendar(calendar), version };
  });
  return result;
}

/** What the audit log calls a calendar. */
export function calendarSubject(name: string): string {
  return `calendar:${name}`;
}

/** A calendar as the audit log has it. */
export function auditedCalendar({ description, dates }: NamedCalendar): AuditedState {
  return { ...(description === undefined ? {} : { description }), dates };
}

/** Whether a version is one that a caller expects. */
export function isExpected(version: string, expected: Exclude<ExpectedVersions, undefined>): boolean {
  return expected === '*' || expected.includes(version);
}
