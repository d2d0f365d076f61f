import { describe, expect, test } from 'vitest';
import { jobPolicies } from '../../shared/contracts/job-policies.ts';
import { issuesOf } from '../../shared/contracts/http/issues.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';

function faultsOf(input: unknown): (readonly [string, string])[] {
  const result = jobPolicies.safeParse(input);
  return result.success ? [] : issuesOf(result.error).map(({ pointer, message }) => [pointer, message]);
}

describe('jobPolicies', () => {
  test('gives the defaults to a job that says nothing', () => {
    expect(jobPolicies.parse({})).toEqual(DEFAULT_POLICIES);
  });

  test('gives the defaults to what an object leaves out', () => {
    const { catchUp, retry } = jobPolicies.parse({ catchUp: { policy: 'all' }, retry: { maxAttempts: 5 } });

    expect(catchUp).toEqual({ ...DEFAULT_POLICIES.catchUp, policy: 'all' });
    expect(retry).toEqual({ ...DEFAULT_POLICIES.retry, maxAttempts: 5 });
  });

  test('takes everything that can be said, and gives it back', () => {
    const policies = {
      overlap: 'buffer-one',
      catchUp: {
        ...{ policy: 'coalesce', windowSeconds: 60, maxCount: 1, maxAgeSeconds: 60, maxPerMinute: 6000 },
      },
      startDeadlineSeconds: 1,
      timeoutSeconds: 604_800,
      retry: {
        ...{ maxAttempts: 20, initialDelaySeconds: 1, backoffCoefficient: 1.5, maxDelaySeconds: 86_400 },
        nonRetryable: ['timed-out'],
      },
      pauseAfterFailures: 1000,
      spreadSeconds: 86_400,
      concurrency: { key: 'cluster-1.gpu', limit: 10_000 },
    };

    expect(jobPolicies.parse(policies)).toEqual(policies);
  });

  test('lists every fault', () => {
    const faults = faultsOf({
      overlap: 'forbid',
      catchUp: { policy: 'some', windowSeconds: 59, maxCount: 0, maxAgeSeconds: 1.5, maxPerMinute: 6001 },
      startDeadlineSeconds: 0,
      timeoutSeconds: 604_801,
      retry: {
        ...{ maxAttempts: 0, initialDelaySeconds: 0, backoffCoefficient: 0.5, maxDelaySeconds: 86_401 },
        nonRetryable: ['bad-luck'],
      },
      pauseAfterFailures: 0,
      spreadSeconds: -1,
      concurrency: { key: 'a b', limit: 0 },
      timeout: 5,
    });

    expect(faults.map(([pointer]) => pointer)).toEqual([
      '/overlap',
      '/catchUp/policy',
      '/catchUp/windowSeconds',
      '/catchUp/maxCount',
      '/catchUp/maxAgeSeconds',
      '/catchUp/maxPerMinute',
      '/startDeadlineSeconds',
      '/timeoutSeconds',
      '/retry/maxAttempts',
      '/retry/initialDelaySeconds',
      '/retry/backoffCoefficient',
      '/retry/maxDelaySeconds',
      '/retry/nonRetryable/0',
      '/pauseAfterFailures',
      '/spreadSeconds',
      '/concurrency/key',
      '/concurrency/limit',
      '/timeout',
    ]);
  });

  test.each([
    [
      '/overlap',
      { overlap: 'forbid' },
      'must be one of skip, buffer-one, buffer-all, cancel-other, allow-all',
    ],
    ['/timeoutSeconds', { timeoutSeconds: 1.5 }, 'must be a whole number'],
    ['/spreadSeconds', { spreadSeconds: 86_401 }, 'must be at most 86400'],
    ['/concurrency/key', { concurrency: { limit: 1 } }, 'is missing'],
    ['/retry/attempts', { retry: { attempts: 3 } }, 'is not a known field'],
  ])('says of %s what is wrong', (pointer, input, message) => {
    expect(faultsOf(input)).toEqual([[pointer, message]]);
  });
});
