import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import { paused, pausedAfterFailures, resumed } from '../../../shared/domain/job/pause.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { present } from '../../support/present.ts';

const NOON = at('2026-02-10T12:00:00Z');
const PAUSE = { pausedAt: NOON, author: 'ann', reason: 'a test', runMissed: 'none' } as const;

describe('paused', () => {
  test('keeps all but the state', () => {
    expect(paused(exampleJob(), PAUSE)).toEqual({
      ...exampleJob(),
      ...{ state: 'paused', pause: PAUSE, updatedAt: NOON },
    });
  });
});

describe('resumed', () => {
  const now = NOON + 60_000;

  test('is active again and looks for slots from the moment after the pause', () => {
    const job = resumed(paused(exampleJob(), PAUSE), { runMissed: 'all', now });

    expect(job).toMatchObject({
      state: 'active',
      nextDueAt: NOON + 1,
      resume: { at: now, runMissed: 'all', late: 'job-paused' },
    });
    expect(job).not.toHaveProperty('pause');
  });

  test('stays at a slot that was not dispatched before the pause', () => {
    const job = paused(exampleJob({ nextDueAt: NOON - 5_000 }), PAUSE);

    expect(resumed(job, { runMissed: 'all', now }).nextDueAt).toBe(NOON - 5_000);
  });

  test('does not go back behind an edit', () => {
    const job = paused(exampleJob({ slotsAfter: NOON + 30_000 }), PAUSE);

    expect(resumed(job, { runMissed: 'all', now }).nextDueAt).toBe(NOON + 30_001);
  });

  test('of a quarantined job gives the quarantine as the reason', () => {
    const quarantine = { at: NOON, error: 'no such zone' };
    const job = resumed(exampleJob({ state: 'quarantined', quarantine }), { runMissed: 'latest', now });

    expect(job.resume).toEqual({ at: now, runMissed: 'latest', late: 'job-quarantined' });
    expect(job).not.toHaveProperty('quarantine');
  });
});

describe('pausedAfterFailures', () => {
  const job = exampleJob({ policies: { ...DEFAULT_POLICIES, pauseAfterFailures: 3 } });

  test('pauses after as many failures in a row as the policy says', () => {
    const after = present(pausedAfterFailures(job, { consecutiveFailures: 3, now: NOON }));

    expect(after.pause).toEqual({
      ...{ pausedAt: NOON, author: 'evenkeel', reason: '3 runs in a row failed.', runMissed: 'none' },
    });
  });

  test.each([
    ['fewer', job, 2],
    ['a job without the policy', exampleJob(), 1000],
    ['a job that is paused already', paused(job, PAUSE), 3],
  ])('does nothing for %s', (_what, given, consecutiveFailures) => {
    expect(pausedAfterFailures(given, { consecutiveFailures, now: NOON })).toBeUndefined();
  });
});
