import { beforeEach, describe, expect, test } from 'vitest';
import {
  createDeleteCalendar,
  type DeleteCalendarOutcome,
} from '../../shared/application/delete-calendar.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { exampleJob } from '../support/example-job.ts';
import { MemoryCalendarStore } from '../support/memory/memory-calendars.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T12:00:00Z');
  await world.calendars.create(bankClosedOn('2026-12-25'));
});

function remove(expected?: ExpectedVersions, calendars = world.calendars): Promise<DeleteCalendarOutcome> {
  return createDeleteCalendar({ ...world, calendars })('bank', expected, { author: 'ada' });
}

function storeBankJob(jobId: string): Promise<unknown> {
  return world.jobs.create(exampleJob({ jobId, recurrences: [DAILY_EXCEPT_BANK] }));
}

describe('deleteCalendar', () => {
  test('deletes once', async () => {
    expect(await remove()).toEqual({ outcome: 'deleted' });
    expect(await world.calendars.get('bank')).toBeUndefined();
    expect(await remove()).toEqual({ outcome: 'not-found' });
  });

  test('deletes the version that is expected', async () => {
    const { version } = present(await world.calendars.get('bank'));

    expect(await remove(['"other"', version])).toEqual({ outcome: 'deleted' });
  });

  test('leaves another version than expected', async () => {
    expect(await remove(['"other"'])).toEqual({ outcome: 'version-mismatch' });
    expect(await world.calendars.get('bank')).toBeDefined();
  });

  test('leaves one that jobs use, and names the first five', async () => {
    for (const jobId of ['f', 'e', 'd', 'c', 'b', 'a']) await storeBankJob(jobId);

    expect(await remove()).toEqual({ outcome: 'in-use', jobIds: ['a', 'b', 'c', 'd', 'e'] });
    expect(await world.calendars.get('bank')).toBeDefined();
  });

  test('is not kept by a deleted job', async () => {
    await world.jobs.create(exampleJob({ state: 'deleted', recurrences: [DAILY_EXCEPT_BANK] }));

    expect(await remove()).toEqual({ outcome: 'deleted' });
  });

  test('puts it back when a job that uses it was stored at the same moment', async () => {
    const calendars = new CalendarStoreActing(() => storeBankJob('late'));
    await calendars.create(bankClosedOn('2026-12-25'));

    expect(await remove(undefined, calendars)).toEqual({ outcome: 'in-use', jobIds: ['late'] });
    expect((await calendars.get('bank'))?.value).toEqual(bankClosedOn('2026-12-25'));
  });

  test('looks again when it was changed at the same moment', async () => {
    const calendars = new CalendarStoreActing(async () => {
      const { version } = present(await calendars.get('bank'));
      await calendars.save(bankClosedOn('2026-12-26'), { ifVersion: version });
    });
    const first = present(await calendars.create(bankClosedOn('2026-12-25')));

    expect(await remove([first], calendars)).toEqual({ outcome: 'version-mismatch' });
    expect((await calendars.get('bank'))?.value).toEqual(bankClosedOn('2026-12-26'));
  });
});

/** Lets something happen right before the first removal. */
class CalendarStoreActing extends MemoryCalendarStore {
  #act: (() => Promise<unknown>) | undefined;

  constructor(act: () => Promise<unknown>) {
    super();
    this.#act = act;
  }

  override async remove(...parameters: Parameters<MemoryCalendarStore['remove']>): Promise<void> {
    const act = this.#act;
    this.#act = undefined;
    await act?.();
    await super.remove(...parameters);
  }
}
