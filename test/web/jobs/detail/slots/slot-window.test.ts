import { describe, expect, test } from 'vitest';
import {
  movedUntil,
  parseSpan,
  ticksOf,
  windowOf,
} from '../../../../../web/jobs/detail/slots/slot-window.ts';

const NOW = Date.parse('2026-11-21T12:00:30Z');
const HOUR_MS = 3_600_000;

describe('a range of slots', () => {
  test('ends a little after now, to the minute, unless an end is named', () => {
    const { fromMs, untilMs } = windowOf(parseSpan(undefined), undefined, NOW);

    expect(new Date(untilMs).toISOString()).toBe('2026-11-21T13:31:00.000Z');
    expect(untilMs - fromMs).toBe(24 * HOUR_MS);
  });

  test('takes an end that nobody can read as none', () => {
    expect(windowOf(parseSpan('6h'), 'soon', NOW)).toEqual(windowOf(parseSpan('6h'), undefined, NOW));
  });

  test('moves back by its length', () => {
    const range = windowOf(parseSpan('6h'), '2026-11-20T12:00:00Z', NOW);

    expect(movedUntil(parseSpan('6h'), range, { steps: -1, nowMs: NOW })).toBe('2026-11-20T06:00:00.000Z');
  });

  test('follows now again when it is moved past it', () => {
    const range = windowOf(parseSpan('6h'), '2026-11-21T10:00:00Z', NOW);

    expect(movedUntil(parseSpan('6h'), range, { steps: 1, nowMs: NOW })).toBeUndefined();
  });

  test('has its axis at round hours of the zone, at most about eight', () => {
    const range = { fromMs: Date.parse('2026-11-21T00:10:00Z'), untilMs: Date.parse('2026-11-22T00:10:00Z') };

    const ticks = ticksOf(range, 1 * HOUR_MS).map((ms) => new Date(ms).toISOString());

    expect(ticks[0]).toBe('2026-11-21T02:00:00.000Z');
    expect(ticks).toHaveLength(8);
  });
});
