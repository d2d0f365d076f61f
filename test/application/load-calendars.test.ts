import { expect, test } from 'vitest';
import { createLoadCalendars } from '../../shared/application/load-calendars.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { DAILY } from '../support/example-job.ts';
import { MemoryCalendarStore } from '../support/memory/memory-calendars.ts';

test('loadCalendars reads what recurrences name, once each', async () => {
  const asked: (readonly string[])[] = [];
  const calendars = new MemoryCalendarStore();
  await calendars.create(bankClosedOn('2026-12-25'));
  const loadCalendars = createLoadCalendars({
    calendars: {
      getMany: async (names) => {
        asked.push(names);
        return calendars.getMany(names);
      },
    },
  });

  const loaded = await loadCalendars([DAILY_EXCEPT_BANK, DAILY, DAILY_EXCEPT_BANK]);

  expect(loaded).toEqual(new Map([['bank', new Set(['2026-12-25'])]]));
  expect(asked).toEqual([['bank']]);
});

test('loadCalendars reads nothing when no calendar is named', async () => {
  const loadCalendars = createLoadCalendars({
    calendars: { getMany: () => Promise.reject(new Error('It was asked.')) },
  });

  expect(await loadCalendars([DAILY])).toEqual(new Map());
});

test('loadCalendars leaves out what does not exist', async () => {
  const loadCalendars = createLoadCalendars({ calendars: new MemoryCalendarStore() });

  expect(await loadCalendars([DAILY_EXCEPT_BANK])).toEqual(new Map());
});
