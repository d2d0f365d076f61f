import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataInterval } from '../../../shared/domain/data/data-interval.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { dateOfDay } from '../../../shared/domain/schedule/calendar.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { DAY_MS } from '../../../shared/domain/schedule/instant.ts';
import type { IntervalRecurrence, Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence } from '../schedule/cron-recurrence.ts';

const at = (text: string) => Date.parse(text);

function fromOf(recurrences: readonly Recurrence[], to: string): string {
  return new Date(dataInterval(recurrences, at(to)).from).toISOString();
}

function every(everySeconds: number, anchor: string): IntervalRecurrence {
  return { type: 'interval', everySeconds, anchorAt: at(anchor) };
}

const DAILY = cronRecurrence('0 6 * * *');

/** Counts the questions, which are what takes time. */
class CountingSet extends Set<string> {
  asked = 0;

  override has(date: string): boolean {
    this.asked += 1;
    return super.has(date);
  }
}

describe('dataInterval', () => {
  test('goes from the slot before to the slot', () => {
    expect(dataInterval([DAILY], at('2026-03-02T06:00Z'))).toEqual({
      from: at('2026-03-01T06:00Z'),
      to: at('2026-03-02T06:00Z'),
    });
  });

  test('of a run between slots begins at the last slot', () => {
    expect(fromOf([DAILY], '2026-03-02T17:31:07.123Z')).toBe('2026-03-02T06:00:00.000Z');
  });

  test('of a run a millisecond after a slot begins at that slot', () => {
    expect(fromOf([DAILY], '2026-03-02T06:00:00.001Z')).toBe('2026-03-02T06:00:00.000Z');
  });

  test('is an hour longer on the day clocks are set back', () => {
    const berlin = cronRecurrence('0 6 * * *', 'Europe/Berlin');

    const { from, to } = dataInterval([berlin], at('2026-10-25T05:00Z'));

    expect((to - from) / 3_600_000).toBe(25);
  });

  test('begins at the nearest slot of any recurrence', () => {
    const given = [DAILY, cronRecurrence('30 18 * * *'), every(7 * 86_400, '2026-03-01T21:00Z')];

    expect(fromOf(given, '2026-03-02T06:00Z')).toBe('2026-03-01T21:00:00.000Z');
    expect(fromOf(given, '2026-03-03T06:00Z')).toBe('2026-03-02T18:30:00.000Z');
  });

  test('reaches back over excluded slots, so that no day is left out', () => {
    const exclusions = [{ type: 'date-range', startOn: '2026-12-25', endOn: '2026-12-27' }] as const;

    expect(fromOf([{ ...DAILY, exclusions }], '2026-12-28T06:00Z')).toBe('2026-12-24T06:00:00.000Z');
  });

  test('of the first slot of an interval is as long as the interval', () => {
    expect(fromOf([every(3600, '2026-03-01T21:00Z')], '2026-03-01T21:00Z')).toBe('2026-03-01T20:00:00.000Z');
  });

  test('of the first slot after a start begins where a slot would have been', () => {
    const started = { ...DAILY, startAt: at('2026-03-02T00:00Z') };

    expect(fromOf([started], '2026-03-02T06:00Z')).toBe('2026-03-01T06:00:00.000Z');
  });

  test('of a run before the first slot begins where a slot would have been', () => {
    const started = { ...every(3600, '2030-01-01T00:30Z'), startAt: at('2031-01-01T00:00Z') };

    expect(fromOf([started], '2026-03-02T06:00Z')).toBe('2026-03-02T05:30:00.000Z');
  });

  test('of the second run of a job counts a single due time as a slot', () => {
    const once = { type: 'once', at: at('2026-03-01T09:17Z') } as const;

    expect(fromOf([once, DAILY], '2026-03-02T06:00Z')).toBe('2026-03-01T09:17:00.000Z');
  });

  test('of a job that runs once is the day before', () => {
    const once = { type: 'once', at: at('2026-03-01T09:17Z') } as const;

    expect(fromOf([once], '2026-03-01T09:17Z')).toBe('2026-02-28T09:17:00.000Z');
  });

  test('of a job without recurrences is the day before', () => {
    expect(fromOf([], '2026-03-01T09:17Z')).toBe('2026-02-28T09:17:00.000Z');
  });

  test('of a run after the end begins at the last slot, however long ago', () => {
    const ended = { ...DAILY, endAt: at('2001-03-02T00:00Z') };

    expect(fromOf([ended], '2026-03-02T06:00Z')).toBe('2001-03-01T06:00:00.000Z');
  });

  test('looks at each of thirteen excluded years a few times only', () => {
    const dates = new CountingSet(Array.from({ length: 4_803 }, (_, day) => dateOfDay(15_706 + day)));
    const closed = { ...DAILY, exclusions: [{ type: 'calendar', name: 'closed' }] } as const;

    const { from } = dataInterval([closed], at('2026-02-25T06:00Z'), new Map([['closed', dates]]));

    expect(new Date(from).toISOString()).toBe('2012-12-31T06:00:00.000Z');
    expect(dates.asked).toBeLessThan(8 * dates.size);
  });

  test('is the day before where every slot there ever was is excluded', () => {
    const exclusions = [{ type: 'date-range', startOn: '1970-01-01', endOn: '2100-01-01' }] as const;

    expect(fromOf([{ ...DAILY, exclusions }], '2026-03-02T06:00Z')).toBe('2026-03-01T06:00:00.000Z');
  });

  test('refuses a recurrence that cannot be calculated', () => {
    expect(() => dataInterval([cronRecurrence('61 * * * *')], DAY_MS)).toThrow(InvalidInput);
  });

  test('joins the intervals of any recurrences end to end', () => {
    const recurrence = fc.oneof(
      fc
        .constantFrom('0 6 * * *', '*/7 * * * *', '30 2 * * 1-5', '0 0 29 2 *', '15 3 1 * *')
        .chain((cron) =>
          fc
            .constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
            .map((zone): Recurrence => cronRecurrence(cron, zone)),
        ),
      fc
        .tuple(fc.integer({ min: 60, max: 1e7 }), fc.integer({ min: 0, max: 1e9 }))
        .map(([everySeconds, anchor]): Recurrence => ({
          ...{ type: 'interval', everySeconds, anchorAt: anchor * 1000 },
        })),
    );
    const instant = fc.integer({ min: at('1990-01-01'), max: at('2040-01-01') });
    fc.assert(
      fc.property(fc.array(recurrence, { minLength: 1, maxLength: 3 }), instant, (recurrences, after) => {
        const slots = dueTimes(recurrences, { after, until: Infinity, limit: 3 });

        for (const [index, slot] of slots.slice(1).entries())
          expect(dataInterval(recurrences, slot).from).toBe(slots[index]);
      }),
      { numRuns: 200 },
    );
  });
});
