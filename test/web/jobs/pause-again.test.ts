import { describe, expect, test } from 'vitest';
import { formerPause } from '../../../web/jobs/pause-again.ts';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const PAUSE = {
  pausedAt: '2026-11-20T09:00:00.000Z',
  author: 'ada',
  reason: 'A rebuild.',
  runMissed: 'none',
} as const;

describe('formerPause', () => {
  test('is with the reason that it had', () => {
    const job = { jobId: 'a', state: 'paused', pause: PAUSE } as const;

    expect(formerPause(job, NOW_MS)).toEqual({ reason: 'A rebuild.' });
  });

  test('ends when it was to end', () => {
    const resumeAt = '2026-11-22T09:00:00.000Z';
    const job = { jobId: 'a', state: 'paused', pause: { ...PAUSE, resumeAt, runMissed: 'all' } } as const;

    expect(formerPause(job, NOW_MS)).toEqual({ reason: 'A rebuild.', resumeAt, runMissed: 'all' });
  });

  test('is not there where it would have ended by now', () => {
    const resumeAt = '2026-11-21T12:00:00.000Z';
    const job = { jobId: 'a', state: 'paused', pause: { ...PAUSE, resumeAt } } as const;

    expect(formerPause(job, NOW_MS)).toBeUndefined();
  });

  test('is not there of a job that was not paused', () => {
    expect(formerPause({ jobId: 'a', state: 'active' }, NOW_MS)).toBeUndefined();
  });
});
