import { describe, expect, test } from 'vitest';
import { cellText } from '../../../cli/output/cell-text.ts';
import { toLocalInstant } from '../../../cli/output/local-instant.ts';

describe('cellText', () => {
  test.each([
    ['nothing is empty', undefined, 'text', ''],
    ['null is empty', null, 'text', ''],
    ['an index has four places', 0.25, 'index', '0.2500'],
    ['a share is shown in percent', 0.125, 'share', '12.5 %'],
    ['a short time is in milliseconds', 12, 'duration', '12 ms'],
    ['a long one in minutes and seconds', 125_000, 'duration', '2 min 5 s'],
    ['hours have their minutes', 3_660_000, 'duration', '1 h 1 min'],
    ['a list has commas', ['a', 'b'], 'text', 'a, b'],
    ['yes and no', true, 'text', 'yes'],
    ['what steers a terminal is taken out', 'a\u001b[31m\nb', 'text', 'a [31m b'],
  ] as const)('%s', (...[, value, kind, text]) => {
    expect(cellText(value, kind, 'UTC')).toBe(text);
  });
});

describe('toLocalInstant', () => {
  test.each([
    ['2026-03-29T00:30:00.000Z', 'Europe/London', '2026-03-29 00:30:00+00:00'],
    ['2026-03-29T01:00:00.000Z', 'Europe/London', '2026-03-29 02:00:00+01:00'],
    ['2026-03-29T01:00:00.000Z', 'Asia/Kolkata', '2026-03-29 06:30:00+05:30'],
    ['2026-03-29T23:59:59.999Z', 'UTC', '2026-03-29 23:59:59Z'],
    ['2026-03-29T00:00:00.000Z', 'America/New_York', '2026-03-28 20:00:00-04:00'],
  ])('%s in %s is %s', (instant, zone, local) => {
    expect(toLocalInstant(instant, zone)).toBe(local);
  });
});
