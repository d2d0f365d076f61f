import { describe, expect, test } from 'vitest';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { previewDueTimes } from '../../../shared/domain/schedule/preview-due-times.ts';
import type { CronRecurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence } from './cron-recurrence.ts';

const at = (text: string) => Date.parse(text);

/** `local time, offset and note` of the first slots. */
function lines(recurrence: CronRecurrence, after: string, count: number): string[] {
  const { slots } = previewDueTimes([recurrence], { after: at(after), count });
  return slots.flatMap(({ namedBy }) =>
    namedBy.map(({ localTime, utcOffset, note }) => [localTime, utcOffset, note ?? ''].join(' ').trim()),
  );
}

describe('previewDueTimes', () => {
  test('says which slot is moved to the end of the gap', () => {
    expect(lines(cronRecurrence('30 1 * * *', 'Europe/London'), '2026-03-28T00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00 +00:00',
      '2026-03-29T02:00:00 +01:00 gap-shifted',
      '2026-03-30T01:30:00 +01:00',
    ]);
  });

  test('does not call a slot moved that is due at the end of the gap anyway', () => {
    expect(lines(cronRecurrence('0 2 * * *', 'Europe/London'), '2026-03-28T12:00Z', 1)).toEqual([
      '2026-03-29T02:00:00 +01:00',
    ]);
  });

  test('marks the first of the repeated hours', () => {
    expect(lines(cronRecurrence('30 1 * * *', 'Europe/London'), '2026-10-25T00:00Z', 2)).toEqual([
      '2026-10-25T01:30:00 +01:00 repeated-hour-first',
      '2026-10-26T01:30:00 +00:00',
    ]);
  });

  test('marks both of the repeated hours where both run', () => {
    expect(lines(cronRecurrence('30 * * * *', 'Europe/London'), '2026-10-24T23:00Z', 4)).toEqual([
      '2026-10-25T00:30:00 +01:00',
      '2026-10-25T01:30:00 +01:00 repeated-hour-first',
      '2026-10-25T01:30:00 +00:00 repeated-hour-second',
      '2026-10-25T02:30:00 +00:00',
    ]);
  });

  test('marks a repeated half hour', () => {
    expect(lines(cronRecurrence('*/30 * * * *', 'Australia/Lord_Howe'), '2026-04-04T14:15Z', 3)).toEqual([
      '2026-04-05T01:30:00 +11:00 repeated-hour-first',
      '2026-04-05T01:30:00 +10:30 repeated-hour-second',
      '2026-04-05T02:00:00 +10:30',
    ]);
  });

  test('lists what the policy skip drops', () => {
    const skipping = cronRecurrence('30 1 * * *', 'Europe/London', 'skip');

    expect(previewDueTimes([skipping], { after: at('2026-03-28T12:00Z'), count: 1 })).toEqual({
      slots: [
        {
          dueAt: at('2026-03-30T00:30Z'),
          namedBy: [
            {
              recurrence: 0,
              timeZone: 'Europe/London',
              localTime: '2026-03-30T01:30:00',
              utcOffset: '+01:00',
            },
          ],
        },
      ],
      skipped: [
        {
          note: 'skipped-by-gap',
          recurrence: 0,
          timeZone: 'Europe/London',
          localTime: '2026-03-29T01:30:00',
          changeAt: at('2026-03-29T01:00Z'),
        },
      ],
      endedBy: 'count',
    });
  });

  test('does not list a dropped time of an excluded date', () => {
    const skipping: CronRecurrence = {
      ...cronRecurrence('30 1 * * *', 'Europe/London', 'skip'),
      exclusions: [{ type: 'date', on: '2026-03-29' }],
    };

    expect(previewDueTimes([skipping], { after: at('2026-03-28T12:00Z'), count: 1 }).skipped).toEqual([]);
  });

  test('makes one slot of what two recurrences name', () => {
    const both = [cronRecurrence('0 6 * * *', 'UTC'), cronRecurrence('0 7 * * *', 'Europe/Berlin')];
    const { slots } = previewDueTimes(both, { after: at('2026-01-01T00:00Z'), count: 1 });

    expect(
      slots.map(({ namedBy }) => namedBy.map(({ recurrence, localTime }) => [recurrence, localTime])),
    ).toEqual([
      [
        [0, '2026-01-01T06:00:00'],
        [1, '2026-01-01T07:00:00'],
      ],
    ]);
  });

  test('gives what dispatch gives', () => {
    const recurrences = [
      cronRecurrence('*/20 1-2 * * *', 'Europe/London'),
      cronRecurrence('30 2 * * *', 'America/New_York', 'both'),
      { type: 'interval', everySeconds: 50_000, anchorAt: 0 } as const,
      { type: 'once', at: at('2026-05-05T05:05Z') } as const,
    ];
    const after = at('2026-03-01T00:00Z');
    const { slots } = previewDueTimes(recurrences, { after, count: 1000 });

    expect(slots.map(({ dueAt }) => dueAt)).toEqual(
      dueTimes(recurrences, { after, until: Infinity, limit: 1000 }),
    );
  });

  test('says that there are no more', () => {
    const once = { type: 'once', at: at('2026-05-05T05:05Z') } as const;

    expect(previewDueTimes([once], { after: 0, count: 10 })).toMatchObject({
      slots: [{ dueAt: once.at }],
      endedBy: 'no-more-slots',
    });
  });

  test('says when it stopped for want of steps', () => {
    const daily = cronRecurrence('0 6 * * *');
    const { slots, endedBy } = previewDueTimes([daily], { after: 0, count: 10, maxSteps: 4 });

    expect(endedBy).toBe('steps');
    expect(slots.length).toBeLessThan(10);
  });

  test('does not look for ever past excluded days', () => {
    const excluded: CronRecurrence = {
      ...cronRecurrence('0 6 * * *'),
      exclusions: [{ type: 'calendar', name: 'every-day' }],
    };
    const everyDay = { has: () => true };
    const dates = Object.assign(new Set<string>(), everyDay);
    const calendars = new Map([['every-day', dates]]);

    expect(previewDueTimes([excluded], { after: 0, count: 1, maxSteps: 500, calendars })).toEqual({
      slots: [],
      skipped: [],
      endedBy: 'steps',
    });
  });

  test.each([0, 1001, 1.5, NaN])('refuses to give %d slots', (count) => {
    expect(() => previewDueTimes([cronRecurrence('0 6 * * *')], { after: 0, count })).toThrow(RangeError);
  });
});
