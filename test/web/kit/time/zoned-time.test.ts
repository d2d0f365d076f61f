import { describe, expect, test } from 'vitest';
import { fromZonedText, isZone, toZonedText } from '../../../../web/kit/time/zoned-time.ts';

describe('fromZonedText', () => {
  test.for([
    ['2026-11-21T14:05', 'UTC', '2026-11-21T14:05:00.000Z'],
    ['2026-07-01T06:00', 'Europe/London', '2026-07-01T05:00:00.000Z'],
    ['2026-01-01T00:30', 'Asia/Kathmandu', '2025-12-31T18:45:00.000Z'],
    // Comes twice: the first.
    ['2026-10-25T01:30', 'Europe/London', '2026-10-25T00:30:00.000Z'],
    // Does not exist: as much later as clocks go forward.
    ['2026-03-29T01:30', 'Europe/London', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T01:30', 'America/New_York', '2026-10-25T05:30:00.000Z'],
  ] as const)('%s in %s is %s', ([text, zone, instant]) => {
    expect(new Date(fromZonedText(text, zone) ?? 0).toISOString()).toBe(instant);
  });

  test('is read back as the same text', () => {
    const at = fromZonedText('2026-06-30T23:59', 'Pacific/Auckland') ?? 0;

    expect(toZonedText(at, 'Pacific/Auckland')).toBe('2026-06-30T23:59');
  });

  test('is nothing of what is no time', () => {
    expect(fromZonedText('soon', 'UTC')).toBeUndefined();
  });
});

describe('isZone', () => {
  test('knows zones from other words', () => {
    expect(['Europe/London', 'UTC', 'Europe/Londn', ''].map(isZone)).toEqual([true, true, false, false]);
  });
});
