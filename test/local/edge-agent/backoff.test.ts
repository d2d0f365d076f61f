import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../../local/edge-agent/backoff.ts';

const BACKOFF = { firstMs: 500, greatestMs: 30_000 };

describe('backoffMs', () => {
  test.each([
    [1, 500],
    [2, 1_000],
    [6, 16_000],
    [7, 30_000],
    [2_000, 30_000],
  ])('waits after %i failures %i ms at most', (failures, longestMs) => {
    expect(backoffMs(BACKOFF, { failures, random: 1 })).toBe(longestMs);
  });

  test('waits the half at least', () => {
    expect(backoffMs(BACKOFF, { failures: 3, random: 0 })).toBe(1_000);
  });

  test('waits what the control plane asked for, and not all edges the same', () => {
    const asked = { failures: 1, retryAfterMs: 4_000 };

    expect(backoffMs(BACKOFF, { ...asked, random: 0 })).toBe(4_250);
    expect(backoffMs(BACKOFF, { ...asked, random: 0.5 })).toBe(4_375);
  });
});
