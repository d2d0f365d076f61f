import { describe, expect, test } from 'vitest';
import { pollPauseMs } from '../../../shared/domain/report/next-poll.ts';

const POLICY = { intervalSeconds: 10, backoffCoefficient: 1.5, maxIntervalSeconds: 60 };

describe('pollPauseMs', () => {
  test('grows by the coefficient up to the longest pause', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((look) => pollPauseMs(POLICY, look));

    expect(pauses).toEqual([10_000, 15_000, 22_500, 33_750, 50_625, 60_000, 60_000]);
  });

  test('stays the same without growth', () => {
    expect(pollPauseMs({ ...POLICY, backoffCoefficient: 1 }, 40)).toBe(10_000);
  });

  test('is bounded after ever so many looks', () => {
    expect(pollPauseMs({ ...POLICY, backoffCoefficient: 10 }, 5_000)).toBe(60_000);
  });

  test('waits as long as the server asks for where that is longer', () => {
    expect(pollPauseMs(POLICY, 1, 90_000)).toBe(90_000);
    expect(pollPauseMs(POLICY, 1, 2_000)).toBe(10_000);
  });

  test('is a whole number of milliseconds', () => {
    expect(pollPauseMs({ ...POLICY, intervalSeconds: 0.0015 }, 1)).toBe(2);
  });
});
