import { beforeEach, describe, expect, test } from 'vitest';
import { createReplanJobs } from '../../shared/application/replan-jobs.ts';
import {
  createSaveCalendar,
  type ExpectedVersions,
  type SaveCalendarOutcome,
} from '../../shared/application/save-calendar.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import type { NamedCalendar } from '../../shared/domain/schedule/named-calendar.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { MemoryCalendarStore } from '../support/memory/memory-calendars.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const ADA = { author: 'ada', reason: 'The bank said so.' };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T12:00:00Z');
});

function save(calendar: NamedCalendar, expected?: ExpectedVersions): Promise<SaveCalendarOutcome> {
  return createSaveCalendar({ ...world, replanJobs: createReplanJobs(world) })(calendar, expected, ADA);
}

async function versionOf(name = 'bank'): Promise<string> {
  return present(await world.calendars.get(name)).version;
}

async function nextOf(): Promise<string> {
  const { value } = present(await world.jobs.get(jobIdFrom('churn-daily')));
  return new Date(present(value.nextDueAt)).toISOString();
}

describe('saveCalendar', () => {
  test('stores a new one and gives its version', async () => {
    const saved = await save(bankClosedOn('2026-12-25'));

    expect(saved).toEqual({
      outcome: 'created',
      value: bankClosedOn('2026-12-25'),
      version: await versionOf(),
      jobs: { replanned: 0, failed: 0 },
    });
  });

  test('replaces the version that was expected and gives the new one', async () => {
    await save(bankClosedOn());

    const saved = await save(bankClosedOn('2026-12-25'), [await versionOf()]);

    expect(saved).toMatchObject({ outcome: 'replaced', version: await versionOf() });
    expect((await world.calendars.get('bank'))?.value).toEqual(bankClosedOn('2026-12-25'));
  });

  test('replaces whatever is there when any is expected', async () => {
    await save(bankClosedOn());

    expect(await save(bankClosedOn('2026-12-25'), '*')).toMatchObject({ outcome: 'replaced' });
  });

  test('does not replace one when no version is expected', async () => {
    await save(bankClosedOn());

    expect(await save(bankClosedOn('2026-12-25'))).toEqual({ outcome: 'version-required' });
    expect((await world.calendars.get('bank'))?.value).toEqual(bankClosedOn());
  });

  test('does not replace another version than was expected', async () => {
    await save(bankClosedOn());
    const older = await versionOf();
    await save(bankClosedOn('2026-12-25'), [older]);

    expect(await save(bankClosedOn('2026-12-26'), [older])).toEqual({ outcome: 'version-mismatch' });
  });

  test.each<ExpectedVersions>(['*', ['"c1"']])('makes no new one where %j is expected', async (expected) => {
    expect(await save(bankClosedOn(), expected)).toEqual({ outcome: 'version-mismatch' });
    expect(await world.calendars.get('bank')).toBeUndefined();
  });

  test.each<ExpectedVersions>([undefined, '*', ['"older"']])(
    'is no change the second time, expecting %j',
    async (expected) => {
      await save(bankClosedOn('2026-12-25'));
      const version = await versionOf();

      const again = await save(bankClosedOn('2026-12-25'), expected);

      expect(again).toMatchObject({ outcome: 'unchanged', version });
      expect(await versionOf()).toBe(version);
    },
  );

  test('is done once by ten at the same time that say the same', async () => {
    const saves = await Promise.all(Array.from({ length: 10 }, () => save(bankClosedOn('2026-12-25'))));

    expect(saves.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(saves.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(9);
  });

  test('lets one of ten win that expect the same version and say different things', async () => {
    await save(bankClosedOn());
    const expected = [await versionOf()];

    const saves = await Promise.all(
      Array.from({ length: 10 }, (_, day) => save(bankClosedOn(`2026-12-${day + 10}`), expected)),
    );

    expect(saves.filter(({ outcome }) => outcome === 'replaced')).toHaveLength(1);
    expect(saves.filter(({ outcome }) => outcome === 'version-mismatch')).toHaveLength(9);
  });

  test('looks again when someone else wrote in between', async () => {
    const calendars = new CalendarStoreOvertaken(bankClosedOn('2026-12-25'));

    const saveCalendar = createSaveCalendar({
      ...{ ...world, calendars },
      replanJobs: async () => ({ replanned: 0, failed: 0 }),
    });
    const saved = await saveCalendar(bankClosedOn('2026-12-26'), undefined, ADA);

    expect(saved).toEqual({ outcome: 'version-required' });
  });

  test('moves the slots of the jobs that name it', async () => {
    await save(bankClosedOn());
    const nextDueAt = at('2026-03-02T06:00:00Z');
    await world.jobs.create(exampleJob({ recurrences: [DAILY_EXCEPT_BANK], nextDueAt }));

    const saved = await save(bankClosedOn('2026-03-02'), [await versionOf()]);

    expect(saved).toMatchObject({ outcome: 'replaced', jobs: { replanned: 1, failed: 0 } });
    expect(await nextOf()).toBe('2026-03-03T06:00:00.000Z');
  });

  test('finishes by repetition what was cut off after the calendar was stored', async () => {
    const nextDueAt = at('2026-03-02T06:00:00Z');
    await world.jobs.create(exampleJob({ recurrences: [DAILY_EXCEPT_BANK], nextDueAt }));
    const cutOff = createSaveCalendar({
      ...world,
      replanJobs: () => Promise.reject(new Unavailable('The store did not answer.')),
    });
    await expect(cutOff(bankClosedOn('2026-03-02'), undefined, ADA)).rejects.toThrow(Unavailable);
    expect(await nextOf()).toBe('2026-03-02T06:00:00.000Z');

    expect(await save(bankClosedOn('2026-03-02'))).toMatchObject({ outcome: 'unchanged' });

    expect(await nextOf()).toBe('2026-03-03T06:00:00.000Z');
  });

  test('ends with the last dates, whichever of two changes replans last', async () => {
    await save(bankClosedOn());
    const nextDueAt = at('2026-03-02T06:00:00Z');
    await world.jobs.create(exampleJob({ recurrences: [DAILY_EXCEPT_BANK], nextDueAt }));

    const changes = ['2026-03-02', '2026-03-03'].map((date) => save(bankClosedOn(date), '*'));
    await Promise.all(changes);

    const [closed] = present(await world.calendars.get('bank')).value.dates;
    expect(await nextOf()).toBe(
      closed === '2026-03-02' ? '2026-03-03T06:00:00.000Z' : '2026-03-02T06:00:00.000Z',
    );
  });
});

/** Someone else creates a calendar right after it was not found. */
class CalendarStoreOvertaken extends MemoryCalendarStore {
  #other: NamedCalendar | undefined;

  constructor(other: NamedCalendar) {
    super();
    this.#other = other;
  }

  override async get(name: string): ReturnType<MemoryCalendarStore['get']> {
    const found = await super.get(name);
    if (this.#other !== undefined) await this.create(this.#other);
    this.#other = undefined;
    return found;
  }
}
