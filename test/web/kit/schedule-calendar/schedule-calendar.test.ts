import { describe, expect, test } from 'vitest';
import type { PreviewView } from '../../../../shared/contracts/http/preview.ts';
import { clockChanges } from '../../../../web/kit/schedule-calendar/clock-changes.ts';
import { slotsByDay } from '../../../../web/kit/schedule-calendar/day-slots.ts';
import { shiftMonth, weeksOf } from '../../../../web/kit/schedule-calendar/month.ts';
import { readMonth } from '../../../../web/kit/schedule-calendar/read-month.ts';

function slotAt(dueAt: string): PreviewView['slots'][number] {
  return {
    dueAt,
    namedBy: [{ recurrence: 0, timeZone: 'UTC', localTime: dueAt.slice(0, 19), utcOffset: '+00:00' }],
  };
}

function previewOf(
  slots: PreviewView['slots'],
  endedBy: PreviewView['endedBy'] = 'no-more-slots',
): PreviewView {
  return { slots, skipped: [], endedBy, inWords: [], warnings: [] };
}

describe('weeksOf', () => {
  test('begins with Monday and reaches into the neighbours', () => {
    const weeks = weeksOf('2026-11');

    expect(weeks[0]?.[0]).toBe('2026-10-26');
    expect(weeks.at(-1)?.at(-1)).toBe('2026-12-06');
  });

  test('has no week of another month alone', () => {
    expect(weeksOf('2027-02')).toHaveLength(4);
  });

  test('goes over the turn of a year', () => {
    expect([shiftMonth('2026-12', 1), shiftMonth('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });
});

describe('clockChanges', () => {
  test('says when clocks go forward, and what does not exist', () => {
    expect([...clockChanges('2026-03', 'Europe/London')]).toEqual([
      ['2026-03-29', 'Clocks go forward by 1 h at 01:00: the 1 h after it does not exist.'],
    ]);
  });

  test('says when they go back, and what comes twice', () => {
    expect(clockChanges('2026-10', 'Europe/Berlin').get('2026-10-25')).toBe(
      'Clocks go back by 1 h at 03:00: the 1 h before it comes twice.',
    );
  });

  test('knows changes of half an hour', () => {
    expect(clockChanges('2026-10', 'Australia/Lord_Howe').get('2026-10-04')).toMatch(
      /forward by 30 min at 02:00/,
    );
  });

  test('finds none where there is none', () => {
    expect(clockChanges('2026-03', 'UTC').size).toBe(0);
  });
});

describe('slotsByDay', () => {
  test('counts a slot to the day that it is in the zone', () => {
    expect([...slotsByDay([slotAt('2026-11-21T23:30:00.000Z')], 'Europe/Berlin')]).toEqual([
      ['2026-11-22', [{ time: '00:30', dueAt: '2026-11-21T23:30:00.000Z' }]],
    ]);
  });
});

describe('readMonth', () => {
  const NOVEMBER = { month: '2026-11', timeZone: 'UTC', notBefore: 0 };

  test('asks on after the last slot until the month is over', async () => {
    const asked: string[] = [];
    const pages = [
      previewOf([slotAt('2026-11-10T00:00:00.000Z')], 'count'),
      previewOf([slotAt('2026-11-20T00:00:00.000Z'), slotAt('2026-12-01T00:00:00.000Z')], 'count'),
    ];

    const found = await readMonth(async (after) => {
      asked.push(after);
      return pages[asked.length - 1] ?? previewOf([]);
    }, NOVEMBER);

    expect(asked).toEqual(['2026-10-31T23:59:59.999Z', '2026-11-10T00:00:00.000Z']);
    expect(found.slots.map(({ dueAt }) => dueAt.slice(0, 10))).toEqual(['2026-11-10', '2026-11-20']);
    expect(found.isCutAt).toBeUndefined();
  });

  test('says where it gave up', async () => {
    let day = 0;

    const found = await readMonth(async () => {
      day += 1;
      return previewOf([slotAt(`2026-11-0${day}T00:00:00.000Z`)], 'count');
    }, NOVEMBER);

    expect(found.isCutAt).toBe('2026-11-03T00:00:00.000Z');
  });

  test('asks for nothing that is over', async () => {
    const notBefore = Date.parse('2026-12-05T00:00:00Z');

    const found = await readMonth(() => Promise.reject(new Error('was asked')), { ...NOVEMBER, notBefore });

    expect(found.slots).toEqual([]);
  });
});
