import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICIES, type RetryPolicy } from '../../../shared/domain/job/job-policies.ts';
import { decideRetry } from '../../../shared/domain/run/decide-retry.ts';
import type { RunFailure } from '../../../shared/domain/run/run-failure.ts';
import { exampleRunningRun } from '../../support/example-run.ts';

const FAILURE: RunFailure = { reason: 'timed-out', message: 'It took too long.' };
const NOW = 1_000_000;

function delaySecondsOf(
  attempt: number,
  { policy = {}, chainStart = 1, failure = FAILURE, deadline = Infinity } = {},
): number | undefined {
  const retry: RetryPolicy = { ...DEFAULT_POLICIES.retry, maxAttempts: 20, ...policy };
  const run = exampleRunningRun({ attempt, chainStart });
  const retryAt = decideRetry(run, failure, { policy: retry, deadline, now: NOW });
  return retryAt === undefined ? undefined : (retryAt - NOW) / 1000;
}

describe('decideRetry', () => {
  test.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [5, 480],
    [6, 600],
    [19, 600],
  ])('waits after attempt %i for %i seconds, less up to a fifth', (attempt, seconds) => {
    const delay = delaySecondsOf(attempt);

    expect(delay).toBeGreaterThan(seconds * 0.8 - 0.001);
    expect(delay).toBeLessThanOrEqual(seconds);
  });

  test('gives the same instant each time', () => {
    expect(delaySecondsOf(2)).toBe(delaySecondsOf(2));
  });

  test('takes off another share after each attempt', () => {
    const policy = { backoffCoefficient: 1 };
    const delays = [1, 2, 3, 4, 5].map((attempt) => delaySecondsOf(attempt, { policy }));

    expect(new Set(delays).size).toBe(5);
  });

  test('ends the chain with its last attempt', () => {
    const policy = { maxAttempts: 3 };

    expect(delaySecondsOf(2, { policy })).toBeDefined();
    expect(delaySecondsOf(3, { policy })).toBeUndefined();
  });

  test('one attempt means no retry', () => {
    expect(delaySecondsOf(1, { policy: { maxAttempts: 1 } })).toBeUndefined();
  });

  test('counts the attempts of the present chain, not those before a person’s retry', () => {
    const policy = { maxAttempts: 3 };

    expect(delaySecondsOf(4, { policy, chainStart: 4 })).toBeLessThanOrEqual(30);
    expect(delaySecondsOf(6, { policy, chainStart: 4 })).toBeUndefined();
  });

  test('does not repeat what another attempt would not mend', () => {
    const failure: RunFailure = { reason: 'current-not-found', message: 'There is no such blob.' };

    expect(delaySecondsOf(1, { failure })).toBeUndefined();
  });

  test('does not start an attempt after the start deadline', () => {
    expect(delaySecondsOf(1, { deadline: NOW + 30_000 })).toBeDefined();
    expect(delaySecondsOf(1, { deadline: NOW + 23_000 })).toBeUndefined();
  });

  test('starts one exactly on the deadline', () => {
    const delay = delaySecondsOf(1) ?? 0;

    expect(delaySecondsOf(1, { deadline: NOW + delay * 1000 })).toBe(delay);
    expect(delaySecondsOf(1, { deadline: NOW + delay * 1000 - 1 })).toBeUndefined();
  });

  test('keeps every pause within its bounds, whatever the policy', () => {
    const policy = fc.record({
      initialDelaySeconds: fc.integer({ min: 1, max: 86_400 }),
      backoffCoefficient: fc.double({ min: 1, max: 10, noNaN: true }),
      maxDelaySeconds: fc.integer({ min: 1, max: 86_400 }),
    });
    fc.assert(
      fc.property(policy, fc.integer({ min: 1, max: 19 }), (given, attempt) => {
        const grown = given.initialDelaySeconds * given.backoffCoefficient ** (attempt - 1);
        const full = Math.min(grown, given.maxDelaySeconds);
        const delay = delaySecondsOf(attempt, { policy: given }) ?? 0;
        expect(delay).toBeGreaterThanOrEqual(full * 0.8 - 0.001);
        expect(delay).toBeLessThanOrEqual(full + 0.001);
      }),
    );
  });
});
