import { describe, expect, test } from 'vitest';
import type { Job } from '../../../shared/domain/job/job.ts';
import { statusOf } from '../../../shared/domain/job/job-status.ts';
import { at, exampleJob } from '../../support/example-job.ts';

const SINCE = at('2026-03-01T00:00:00Z');
const PAUSE = { pausedAt: SINCE, author: 'ada', reason: 'Rebuilt.', runMissed: 'none' } as const;

function inWords(job: Job): string[] {
  return statusOf(job).conditions.map(
    ({ type, status, reason, message, lastTransitionAt: since }) =>
      `${type}=${status} ${reason}: ${message}${since === undefined ? '' : ` @${since - SINCE}`}`,
  );
}

describe('statusOf', () => {
  test.each<[string, Job, string[]]>([
    [
      'an active job is scheduled and ready',
      exampleJob(),
      ['Scheduled=True active: Its slots are dispatched.', 'Ready=True active: Its slots are dispatched.'],
    ],
    [
      'a paused one is neither, for the reason that was given',
      exampleJob({ state: 'paused', pause: PAUSE }),
      ['Scheduled=False paused: Rebuilt. @0', 'Ready=False paused: Rebuilt. @0'],
    ],
    [
      'one that its policy paused says so',
      exampleJob({ state: 'paused', pause: { ...PAUSE, author: 'evenkeel', reason: '3 runs failed.' } }),
      [
        'Scheduled=False paused-by-policy: 3 runs failed. @0',
        'Ready=False paused-by-policy: 3 runs failed. @0',
      ],
    ],
    [
      'a quarantined one says what is wrong',
      exampleJob({ state: 'quarantined', quarantine: { at: SINCE, error: 'No calendar.' } }),
      ['Scheduled=False quarantined: No calendar. @0', 'Ready=False quarantined: No calendar. @0'],
    ],
    [
      'a completed one is ready: it has done all that it is to do',
      exampleJob({ state: 'completed' }),
      ['Scheduled=False completed: It has no more slots.', 'Ready=True completed: It has no more slots.'],
    ],
  ])('%s', (_fact, job, words) => {
    expect(inWords(job)).toEqual(words);
  });

  test('is about the present generation', () => {
    expect(statusOf(exampleJob({ generation: 4 })).observedGeneration).toBe(4);
  });
});
