import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRunId, jobIdOf, runIdOf } from '../../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];

const jobId = fc
  .tuple(
    fc.constantFrom(...LETTERS),
    fc.string({ unit: fc.constantFrom(...LETTERS, '-', '_'), maxLength: 63 }),
  )
  .map(([first, rest]) => first + rest)
  .filter((text) => text.toLowerCase() !== 'schedule')
  .map(jobIdFrom);

const instant = fc.integer({ min: 0, max: at('9999-12-31T23:59:59.999Z') });

describe('run ids', () => {
  test('name the job and the due instant', () => {
    expect(runIdOf(jobIdFrom('churn-daily'), at('2026-03-01T06:00:00Z'))).toBe(
      'churn-daily.20260301T060000Z',
    );
  });

  test('keep the milliseconds of an instant that has some', () => {
    expect(runIdOf(jobIdFrom('a'), at('2026-03-01T06:00:00.250Z'))).toBe('a.20260301T060000.250Z');
  });

  test('are valid and lead back to their job, whatever the job and the instant', () => {
    fc.assert(
      fc.property(jobId, instant, (job, dueAt) => {
        const runId = runIdOf(job, dueAt);
        expect(isRunId(runId)).toBe(true);
        expect(jobIdOf(runId)).toBe(job);
      }),
    );
  });

  test('differ when job or instant differ', () => {
    fc.assert(
      fc.property(jobId, jobId, instant, instant, (jobA, jobB, dueA, dueB) => {
        const same = runIdOf(jobA, dueA) === runIdOf(jobB, dueB);
        expect(same).toBe(jobA === jobB && dueA === dueB);
      }),
    );
  });

  test('fit Durable Functions: at most 100 characters and none of / \\ # ?', () => {
    fc.assert(
      fc.property(jobId, instant, (job, dueAt) => {
        expect(runIdOf(job, dueAt)).toMatch(/^[^/\\#?]{1,100}$/);
      }),
    );
  });

  test('refuse an instant outside the years 0 to 9999', () => {
    expect(() => runIdOf(jobIdFrom('a'), at('9999-12-31T23:59:59Z') + 1000)).toThrow(RangeError);
  });

  test.each([
    '',
    'churn-daily',
    '.20260301T060000Z',
    'churn-daily.20260301T060000',
    'churn-daily.2026-03-01T06:00:00Z',
    'churn daily.20260301T060000Z',
    'a/b.20260301T060000Z',
    'schedule.20260301T060000Z',
    'churn-daily.20260301T060000Z\n',
    'churn.daily.20260301T060000Z',
  ])('do not look like %j', (text) => {
    expect(isRunId(text)).toBe(false);
  });
});
