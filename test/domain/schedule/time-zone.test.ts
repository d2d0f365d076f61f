import { describe, expect, test } from 'vitest';
import { findTimeZone, type TimeZone } from '../../../shared/domain/schedule/time-zone.ts';

const HOUR_MS = 3_600_000;
const NEW_YORK_SPRING = Date.parse('2026-03-08T07:00Z');

function zoneNamed(name: string): TimeZone {
  const zone = findTimeZone(name);
  if (zone === undefined) throw new Error(`There is no zone ${name}.`);
  return zone;
}

describe('findTimeZone', () => {
  test.each(['UTC', 'Europe/London', 'europe/london', 'Etc/GMT+5', 'US/Eastern'])('knows %s', (name) => {
    expect(findTimeZone(name)).toBeDefined();
  });

  test.each(['', 'Mars/Olympus', '+05:30', '-0800', 'Eastern Standard Time', 'UTC '])(
    'does not know "%s"',
    (name) => {
      expect(findTimeZone(name)).toBeUndefined();
    },
  );

  test('gives one zone, with what it has learnt, to all who ask', () => {
    expect(findTimeZone('Asia/Tokyo')).toBe(findTimeZone('Asia/Tokyo'));
  });
});

describe('spanAt', () => {
  test('ends a span at the very instant that clocks change', () => {
    const before = zoneNamed('America/New_York').spanAt(NEW_YORK_SPRING - 1);

    expect(before).toMatchObject({ endAt: NEW_YORK_SPRING, offsetMs: -5 * HOUR_MS });
  });

  test('knows the offset before a change', () => {
    const after = zoneNamed('America/New_York').spanAt(NEW_YORK_SPRING);

    expect(after).toMatchObject({
      startAt: NEW_YORK_SPRING,
      offsetMs: -4 * HOUR_MS,
      previousOffsetMs: -5 * HOUR_MS,
    });
  });

  test('finds a change to the second', () => {
    // Liberia gave up an offset of 44 minutes and 30 seconds at midnight.
    const changeAt = Date.parse('1972-01-07T00:44:30Z');

    expect(zoneNamed('Africa/Monrovia').spanAt(changeAt)).toMatchObject({
      startAt: changeAt,
      previousOffsetMs: -2_670_000,
      offsetMs: 0,
    });
  });

  test('tells of the change before for a day, also across the ends of the stretches that are looked up', () => {
    // Over these years the first Sunday of April wanders across the end of such a stretch.
    for (let year = 2080; year < 2105; year++) {
      const first = new Date(Date.UTC(year, 3, 1));
      const changeAt = Date.UTC(year, 3, 1 + ((7 - first.getUTCDay()) % 7)) - 8 * HOUR_MS;

      expect(zoneNamed('Australia/Sydney').spanAt(changeAt + 23 * HOUR_MS)).toMatchObject({
        startAt: changeAt,
        offsetMs: 10 * HOUR_MS,
        previousOffsetMs: 11 * HOUR_MS,
      });
    }
  });

  test('refuses what is not an instant', () => {
    expect(() => zoneNamed('UTC').spanAt(NaN)).toThrow(RangeError);
  });
});
