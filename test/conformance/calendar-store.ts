import { beforeEach, describe, expect, test } from 'vitest';
import type { CalendarStore } from '../../shared/application/ports/calendar-store.ts';
import type { CalendarUsage } from '../../shared/application/ports/calendar-usage.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { ScheduleStatistics } from '../../shared/application/ports/schedule-statistics.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import type { NamedCalendar } from '../../shared/domain/schedule/named-calendar.ts';
import type { Recurrence } from '../../shared/domain/schedule/recurrence.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { present } from '../support/present.ts';

export interface CalendarStores {
  readonly calendars: CalendarStore;
  readonly jobs: JobStore;
  readonly usage: CalendarUsage;
  readonly statistics: ScheduleStatistics;
}

const BANK: NamedCalendar = {
  name: 'bank',
  dates: ['2026-12-25', '2026-12-26'],
  description: 'Banks are closed',
};

/** What every CalendarStore, CalendarUsage and ScheduleStatistics has to do; `make` gives empty ones. */
export function describeCalendarStores(make: () => Promise<CalendarStores>): void {
  let stores: CalendarStores;

  beforeEach(async () => {
    stores = await make();
  });

  describe('calendars', () => {
    test('gives back what was created, with its version', async () => {
      const version = await stores.calendars.create(BANK);

      expect(await stores.calendars.get('bank')).toEqual({ value: BANK, version });
    });

    test('gives back a calendar without description and dates', async () => {
      await stores.calendars.create({ name: 'empty', dates: [] });

      expect((await stores.calendars.get('empty'))?.value).toEqual({ name: 'empty', dates: [] });
    });

    test('keeps as many dates as a calendar may have', async () => {
      const dates = Array.from({ length: 5000 }, (_, day) =>
        new Date(day * 86_400_000).toISOString().slice(0, 10),
      );
      await stores.calendars.create({ ...BANK, dates });

      expect((await stores.calendars.get('bank'))?.value.dates).toEqual(dates);
    });

    test('has nothing under a name that was never used', async () => {
      expect(await stores.calendars.get('nobody')).toBeUndefined();
    });

    test('tells names apart by case', async () => {
      await stores.calendars.create(BANK);

      expect(await stores.calendars.get('Bank')).toBeUndefined();
    });

    test('creates a calendar once, of ten attempts at the same time', async () => {
      const versions = await Promise.all(Array.from({ length: 10 }, () => stores.calendars.create(BANK)));

      expect(versions.filter((version) => version !== undefined)).toHaveLength(1);
    });

    test('saves under the version that was read and gives the new one', async () => {
      const ifVersion = present(await stores.calendars.create(BANK));
      const changed = { name: 'bank', dates: ['2027-01-01'] };

      const version = await stores.calendars.save(changed, { ifVersion });

      expect(version).not.toBe(ifVersion);
      expect(await stores.calendars.get('bank')).toEqual({ value: changed, version });
    });

    test('refuses to save under an older version', async () => {
      const ifVersion = present(await stores.calendars.create(BANK));
      await stores.calendars.save(BANK, { ifVersion });

      const second = stores.calendars.save({ ...BANK, dates: [] }, { ifVersion });

      await expect(second).rejects.toThrow(VersionConflict);
      expect((await stores.calendars.get('bank'))?.value).toEqual(BANK);
    });

    test('lets one of ten writers win', async () => {
      const ifVersion = present(await stores.calendars.create(BANK));

      const saves = await Promise.allSettled(
        Array.from({ length: 10 }, () => stores.calendars.save(BANK, { ifVersion })),
      );

      expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('refuses to save one that is gone', async () => {
      const ifVersion = present(await stores.calendars.create(BANK));
      await stores.calendars.remove('bank', { ifVersion });

      await expect(stores.calendars.save(BANK, { ifVersion })).rejects.toThrow(VersionConflict);
    });

    test('removes under the version that was read, and the name is free again', async () => {
      const ifVersion = present(await stores.calendars.create(BANK));

      await stores.calendars.remove('bank', { ifVersion });

      expect(await stores.calendars.get('bank')).toBeUndefined();
      expect(await stores.calendars.create(BANK)).not.toBeUndefined();
    });

    test('refuses to remove under an older version, or twice', async () => {
      const ifVersion = present(await stores.calendars.create(BANK));
      const newer = await stores.calendars.save(BANK, { ifVersion });

      await expect(stores.calendars.remove('bank', { ifVersion })).rejects.toThrow(VersionConflict);
      await stores.calendars.remove('bank', { ifVersion: newer });
      await expect(stores.calendars.remove('bank', { ifVersion: newer })).rejects.toThrow(VersionConflict);
    });

    test('gives those of several that there are', async () => {
      await stores.calendars.create(BANK);
      await stores.calendars.create({ name: 'freeze', dates: [] });

      const found = await stores.calendars.getMany(['freeze', 'nobody', 'bank']);

      expect(found.map(({ name }) => name).sort()).toEqual(['bank', 'freeze']);
    });

    test('lists by name, page after page, with how many dates each has', async () => {
      for (const name of ['c', 'a', 'b']) await stores.calendars.create({ ...BANK, name });
      await stores.calendars.create({ name: 'd', dates: [] });

      const first = await stores.calendars.list({ limit: 3 });
      const second = await stores.calendars.list({ limit: 3, cursor: present(first.nextCursor) });

      expect(first.items.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
      expect(first.items[0]).toEqual({ name: 'a', description: 'Banks are closed', dateCount: 2 });
      expect(second).toEqual({ items: [{ name: 'd', dateCount: 0 }] });
    });

    test('lists nothing where there is nothing', async () => {
      expect(await stores.calendars.list({ limit: 3 })).toEqual({ items: [] });
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(stores.calendars.list({ limit: 10, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });

  describe('the usage of calendars', () => {
    function without(...names: string[]): Recurrence {
      const exclusions = names.map((name) => ({ type: 'calendar' as const, name }));
      return { type: 'interval', everySeconds: 3600, anchorAt: 0, exclusions };
    }

    async function naming(name: string): Promise<string[]> {
      return Array.fromAsync(stores.usage.jobsNaming(name));
    }

    test('is every job with a recurrence that names one, in order of id', async () => {
      const once: Recurrence = { type: 'once', at: 0 };
      await stores.jobs.create(exampleJob({ jobId: 'b', recurrences: [once, without('freeze', 'bank')] }));
      await stores.jobs.create(exampleJob({ jobId: 'a', recurrences: [without('bank'), without('bank')] }));
      await stores.jobs.create(exampleJob({ jobId: 'c', recurrences: [without('freeze')] }));
      await stores.jobs.create(exampleJob({ jobId: 'd' }));

      expect(await naming('bank')).toEqual(['a', 'b']);
    });

    test('counts completed jobs and not deleted ones', async () => {
      const { nextDueAt: _none, ...job } = exampleJob({ recurrences: [without('bank')] });
      await stores.jobs.create({ ...job, state: 'completed' });
      await stores.jobs.create({ ...job, jobId: jobIdFrom('gone'), state: 'deleted' });

      expect(await naming('bank')).toEqual(['churn-daily']);
    });

    test('is not another exclusion of that text', async () => {
      const exclusions = [{ type: 'date', on: 'bank' }] as const;
      await stores.jobs.create(
        exampleJob({ recurrences: [{ type: 'interval', everySeconds: 60, anchorAt: 0, exclusions }] }),
      );

      expect(await naming('bank')).toEqual([]);
    });

    test('takes a name as it is, whatever signs it has', async () => {
      await stores.jobs.create(exampleJob({ recurrences: [without('bank')] }));

      expect(await naming("x' OR 'a' = 'a")).toEqual([]);
    });
  });

  describe('the statistics of schedules', () => {
    const dueAt = at('2026-03-01T06:00:00Z');

    test('count the other active jobs whose next slot is that instant', async () => {
      for (const jobId of ['a', 'b', 'c']) await stores.jobs.create(exampleJob({ jobId, nextDueAt: dueAt }));
      await stores.jobs.create(exampleJob({ jobId: 'later', nextDueAt: dueAt + 1 }));
      await stores.jobs.create(exampleJob({ jobId: 'gone', nextDueAt: dueAt, state: 'deleted' }));

      expect(await stores.statistics.countOthersDueAt(dueAt, jobIdFrom('a'), 100)).toBe(2);
      expect(await stores.statistics.countOthersDueAt(dueAt, jobIdFrom('a'), 1)).toBe(1);
    });

    test('count none where there is none', async () => {
      expect(await stores.statistics.countOthersDueAt(dueAt, jobIdFrom('a'), 100)).toBe(0);
    });
  });
}
