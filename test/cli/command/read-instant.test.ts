import { describe, expect, test } from 'vitest';
import { BadUsage } from '../../../cli/command/failures.ts';
import { readInstant } from '../../../cli/command/read-instant.ts';

const AT = { option: '--from', now: Date.parse('2026-03-10T12:00:00Z'), isUtc: true };

describe('readInstant', () => {
  test.each([
    ['2026-03-01T06:00:00Z', '2026-03-01T06:00:00.000Z'],
    ['2026-03-01T06:00:00+02:00', '2026-03-01T04:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01 06:00', '2026-03-01T06:00:00.000Z'],
    ['now', '2026-03-10T12:00:00.000Z'],
    ['-7d', '2026-03-03T12:00:00.000Z'],
    ['90m ago', '2026-03-10T10:30:00.000Z'],
    ['+2h', '2026-03-10T14:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(readInstant(text, AT)).toBe(instant);
  });

  test.each(['yesterday', '2026-13-01', '2026-03-01T25:00:00Z', '7', '', '1e3'])('%j is refused', (text) => {
    expect(() => readInstant(text, AT)).toThrow(BadUsage);
  });

  test('takes a time without an offset for local', () => {
    const local = readInstant('2026-03-01', { ...AT, isUtc: false });

    expect(local).toBe(new Date(2026, 2, 1).toISOString());
  });
});
