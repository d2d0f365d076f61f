import { beforeEach, describe, expect, test } from 'vitest';
import {
  createPreviewRecurrences,
  type PreviewRecurrences,
} from '../../shared/application/preview-recurrences.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { dateOfDay } from '../../shared/domain/schedule/calendar.ts';
import type { Exclusion } from '../../shared/domain/schedule/exclusion.ts';
import { MAX_CALENDAR_DATES } from '../../shared/domain/schedule/named-calendar.ts';
import type { CronRecurrence, Recurrence } from '../../shared/domain/schedule/recurrence.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { at, DAILY } from '../support/example-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

const NOW = '2026-03-01T00:00:00Z';

/** It takes about a third of a second on one busy core; without its bounds it takes twenty. */
const ENOUGH_MS = 12_000;

let world: MemoryWorld;
let preview: PreviewRecurrences;

beforeEach(() => {
  world = createMemoryWorld(NOW);
  preview = createPreviewRecurrences(world);
});

async function dueAts(recurrence: Recurrence, after?: string): Promise<string[]> {
  const options = { count: 2, ...(after === undefined ? {} : { after: at(after) }) };
  const { preview: found } = await preview([recurrence], options);
  return found.slots.map(({ dueAt }) => new Date(dueAt).toISOString());
}

describe('previewRecurrences', () => {
  test('begins now', async () => {
    expect(await dueAts(DAILY)).toEqual(['2026-03-01T06:00:00.000Z', '2026-03-02T06:00:00.000Z']);
  });

  test('begins after the instant that is given', async () => {
    expect(await dueAts(DAILY, '2030-01-01T06:00:00Z')).toEqual([
      '2030-01-02T06:00:00.000Z',
      '2030-01-03T06:00:00.000Z',
    ]);
  });

  test('leaves out the dates of the calendars as they are', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));

    expect(await dueAts(DAILY_EXCEPT_BANK)).toEqual(['2026-03-01T06:00:00.000Z', '2026-03-03T06:00:00.000Z']);
  });

  test('refuses a calendar that is not there and points at it', async () => {
    const refused = await preview([DAILY, DAILY_EXCEPT_BANK], { count: 1 }).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(InvalidInput);
    expect(refused).toMatchObject({ issues: [{ pointer: '/recurrences/1/exclusions/0/name' }] });
  });

  test('warns as a saved job would', async () => {
    const { warnings } = await preview([{ ...DAILY, expression: '0 6 31 * *' }], { count: 1 });

    expect(warnings).toMatchObject([{ code: 'skips-short-months', pointer: '/0/expression' }]);
  });
});

describe('a hostile preview', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];

  /** Five full calendars that close every day for 68 years, each day in another one than the day before. */
  async function closeEverything(): Promise<void> {
    const firstDay = at(NOW) / 86_400_000 - 1;
    for (const [offset, name] of names.entries()) {
      const dates = Array.from({ length: MAX_CALENDAR_DATES }, (_, index) =>
        dateOfDay(firstDay + names.length * index + offset),
      );
      await world.calendars.create({ name, dates });
    }
  }

  test.each<[string, Partial<CronRecurrence>]>([
    ['without an end', {}],
    ['with a range', { startAt: at(NOW), endAt: at('2090-01-01T00:00:00Z') }],
  ])(
    'of twenty recurrences whose every day is excluded, %s, answers in bounded time',
    async (_what, range) => {
      await closeEverything();
      const exclusions: readonly Exclusion[] = [
        ...names.map((name) => ({ type: 'calendar' as const, name })),
        ...Array.from({ length: 361 }, (_, day) => ({ type: 'date' as const, on: dateOfDay(day) })),
      ];
      const recurrences = Array.from({ length: 20 }, (_, minute) => ({
        ...{ ...DAILY, expression: `${minute} * * * *`, timeZone: 'Europe/London', exclusions },
        ...range,
      }));
      const startedAt = performance.now();

      const { preview: found } = await preview(recurrences, { count: 1000 });

      expect(found).toMatchObject({ slots: [], endedBy: 'steps' });
      expect(performance.now() - startedAt).toBeLessThan(ENOUGH_MS);
    },
  );

  test.each([
    ['0 {i} 6 29 2 ?', 'quartz'],
    ['0 {i} 6 ? 2 1#5', 'quartz'],
    ['* * * * * *', 'ncrontab6'],
    ['{i} 1 29 3 *', 'unix5'],
  ] as const)('of twenty times "%s" answers in bounded time', async (expression, dialect) => {
    const recurrences = Array.from({ length: 20 }, (_, i) => ({
      ...{ ...DAILY, dialect, expression: expression.replace('{i}', String(i)) },
      ...{ timeZone: 'Africa/Casablanca', dst: 'skip' as const },
    }));
    const startedAt = performance.now();

    await preview(recurrences, { count: 1000 });

    expect(performance.now() - startedAt).toBeLessThan(ENOUGH_MS);
  });
});
