import type { CalendarStore, CalendarSummary } from '../../../shared/application/ports/calendar-store.ts';
import type { CalendarUsage } from '../../../shared/application/ports/calendar-usage.ts';
import type { ScheduleStatistics } from '../../../shared/application/ports/schedule-statistics.ts';
import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import { InvalidInput, VersionConflict } from '../../../shared/domain/errors.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { calendarNames } from '../../../shared/domain/schedule/calendar-names.ts';
import type { NamedCalendar } from '../../../shared/domain/schedule/named-calendar.ts';
import type { MemoryJobs } from './memory-jobs.ts';

export class MemoryCalendarStore implements CalendarStore {
  readonly #calendars = new Map<string, Versioned<NamedCalendar>>();
  #writes = 0;

  async get(name: string): Promise<Versioned<NamedCalendar> | undefined> {
    return this.#calendars.get(name);
  }

  async getMany(names: readonly string[]): Promise<readonly NamedCalendar[]> {
    return names.flatMap((name) => {
      const found = this.#calendars.get(name);
      return found === undefined ? [] : [found.value];
    });
  }

  async create(calendar: NamedCalendar): Promise<string | undefined> {
    return this.#calendars.has(calendar.name) ? undefined : this.#set(calendar);
  }

  async save(calendar: NamedCalendar, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    this.#assertVersion(calendar.name, ifVersion);
    return this.#set(calendar);
  }

  async remove(name: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#assertVersion(name, ifVersion);
    this.#calendars.delete(name);
  }

  async list({ limit, cursor = 'after:' }: PageRequest): Promise<Page<CalendarSummary>> {
    if (!cursor.startsWith('after:')) {
      throw new InvalidInput('The cursor is not one that a page gave.', [
        { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
      ]);
    }
    const rest = [...this.#calendars.values()]
      .map(({ value: { dates, ...summary } }) => ({ ...summary, dateCount: dates.length }))
      .filter(({ name }) => name > cursor.slice('after:'.length))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const last = rest[limit - 1];
    return rest.length > limit && last !== undefined
      ? { items: rest.slice(0, limit), nextCursor: `after:${last.name}` }
      : { items: rest };
  }

  #set(calendar: NamedCalendar): string {
    this.#writes += 1;
    const version = `"c${this.#writes}"`;
    this.#calendars.set(calendar.name, { value: calendar, version });
    return version;
  }

  #assertVersion(name: string, ifVersion: string): void {
    if (this.#calendars.get(name)?.version !== ifVersion) throw new VersionConflict(name);
  }
}

export class MemoryCalendarUsage implements CalendarUsage {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async *jobsNaming(calendarName: string): AsyncGenerator<JobId> {
    const naming = jobsOf(this.#memory).filter(
      ({ state, recurrences }) => state !== 'deleted' && calendarNames(recurrences).includes(calendarName),
    );
    yield* naming.map(({ jobId }) => jobId).sort();
  }
}

export class MemoryScheduleStatistics implements ScheduleStatistics {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async countOthersDueAt(dueAt: number, except: JobId, atMost: number): Promise<number> {
    const due = jobsOf(this.#memory).filter(
      ({ state, nextDueAt, jobId }) => state === 'active' && nextDueAt === dueAt && jobId !== except,
    );
    return Math.min(due.length, atMost);
  }
}

function jobsOf(memory: MemoryJobs): Job[] {
  return memory.jobs.all().map(({ value }) => value);
}
