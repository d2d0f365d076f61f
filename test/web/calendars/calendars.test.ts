import { describe, expect, test } from 'vitest';
import { historyRows } from '../../../web/calendars/calendar-history.ts';
import { daysOfText, toggled, withRange } from '../../../web/calendars/days.ts';
import { jobsThatName } from '../../../web/calendars/jobs-that-name.ts';

describe('days', () => {
  test('are chosen and let go, in order', () => {
    expect(toggled(['2026-12-25'], '2026-12-24')).toEqual(['2026-12-24', '2026-12-25']);
    expect(toggled(['2026-12-24', '2026-12-25'], '2026-12-24')).toEqual(['2026-12-25']);
  });

  test('of a range are all from the first to the last, in whatever order its ends are told', () => {
    expect(withRange(['2026-12-30'], '2027-01-02', '2026-12-30')).toEqual([
      ...['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02'],
    ]);
  });

  test('of a text are told apart from what is none', () => {
    expect(daysOfText('2026-12-25, 2026-02-30\n2026-12-24;soon')).toEqual({
      days: ['2026-12-24', '2026-12-25'],
      strange: ['2026-02-30', 'soon'],
    });
  });
});

describe('jobsThatName', () => {
  const job = (jobId: string, calendar: string) => ({
    jobId,
    recurrences: [
      {
        ...({
          type: 'cron',
          dialect: 'unix5',
          expression: '0 6 * * *',
          timeZone: 'UTC',
          dst: 'shift',
        } as const),
        exclusions: [{ type: 'calendar' as const, name: calendar }],
      },
    ],
  });

  test('goes through the pages', async () => {
    const pages = [
      { items: [job('a', 'bank')], nextCursor: '2' },
      { items: [job('b', 'other'), job('c', 'bank')] },
    ];

    const found = await jobsThatName(
      'bank',
      async (cursor) => pages[cursor === undefined ? 0 : 1] ?? { items: [] },
    );

    expect(found).toEqual({ jobIds: ['a', 'c'], looked: 3, isWhole: true });
  });

  test('says that it has not looked at all of them', async () => {
    const found = await jobsThatName('bank', async () => ({ items: [job('a', 'x')], nextCursor: 'on' }));

    expect(found).toEqual({ jobIds: [], looked: 5, isWhole: false });
  });
});

describe('historyRows', () => {
  const entry = {
    ...({ subject: 'calendar:bank', changeId: '1', outcome: 'done', action: 'save', author: 'ada' } as const),
    at: '2026-11-21T14:05:00Z',
  };

  test('tells what was asked and then done once', () => {
    const rows = historyRows([
      { ...entry, after: { dates: ['2026-12-25'] } },
      { ...entry, outcome: 'asked' },
    ]);

    expect(rows.map(({ what }) => what)).toEqual(['Created with one day']);
  });

  test('tells the days that came and went', () => {
    const [row] = historyRows([
      { ...entry, before: { dates: ['2026-12-25'] }, after: { dates: ['2026-12-26', '2026-12-28'] } },
    ]);

    expect(row?.what).toBe('added 2026-12-26, 2026-12-28; removed 2026-12-25');
  });

  test('does not claim of what was asked only that it was made', () => {
    expect(historyRows([{ ...entry, outcome: 'asked' }])[0]?.what).toMatch(/not known/);
  });
});
