import { describe, expect, test } from 'vitest';
import { amended, partsOf, isBehind, redefined, undispatched } from '../../../shared/domain/job/edit.ts';
import { paused } from '../../../shared/domain/job/pause.ts';
import { NO_CALENDARS } from '../../../shared/domain/schedule/exclusion.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';

const NOON = at('2026-03-04T12:00:00Z');
const PAUSE = { pausedAt: 0, author: 'ann', reason: 'a test', runMissed: 'none' } as const;
const HOURLY = { ...DAILY, expression: '0 * * * *' };

describe('amended', () => {
  test('keeps the slots and counts the generation', () => {
    const job = amended(exampleJob(), { ...exampleJob(), valueStream: 'growth' }, NOON);

    expect(job).toEqual({ ...exampleJob(), valueStream: 'growth', generation: 2, updatedAt: NOON });
  });
});

describe('amended, partsOf, of a quarantined job', () => {
  test('lets it try again', () => {
    const quarantined = exampleJob({ state: 'quarantined', quarantine: { at: 0, error: 'x' } });

    const job = amended(quarantined, partsOf(quarantined), NOON);

    expect(job.state).toBe('active');
    expect(job).not.toHaveProperty('quarantine');
  });
});

describe('redefined', () => {
  const parts = { ...exampleJob(), recurrences: [HOURLY] };

  test('names slots from now on', () => {
    expect(redefined(exampleJob(), parts, { next: NOON + 5, now: NOON })).toMatchObject({
      ...{ state: 'active', generation: 2, slotsAfter: NOON, nextDueAt: NOON + 5 },
      recurrences: [HOURLY],
    });
  });

  test('forgets what was half done of the old slots', () => {
    const half = exampleJob({
      coalescing: { fromDueAt: 1, count: 2 },
      resume: { at: 1, runMissed: 'all', late: 'job-paused' },
    });
    const job = redefined(half, parts, { next: NOON + 5, now: NOON });

    expect(job).not.toHaveProperty('coalescing');
    expect(job).not.toHaveProperty('resume');
  });

  test('leaves a paused job paused', () => {
    expect(redefined(paused(exampleJob(), PAUSE), parts, { next: NOON + 5, now: NOON }).state).toBe('paused');
  });

  test('mends a quarantined and begins a completed job', () => {
    const quarantined = exampleJob({ state: 'quarantined', quarantine: { at: 0, error: 'x' } });
    const job = redefined(quarantined, parts, { next: NOON + 5, now: NOON });

    expect(job.state).toBe('active');
    expect(job).not.toHaveProperty('quarantine');
    expect(redefined(exampleJob({ state: 'completed' }), parts, { next: 5, now: 1 }).state).toBe('active');
  });
});

describe('undispatched', () => {
  test('records the slots that a paused job missed before it was defined anew', () => {
    expect(
      undispatched(paused(exampleJob(), PAUSE), { now: NOON, calendars: NO_CALENDARS, reason: 'job-edited' }),
    ).toEqual([
      {
        ...{ fromDueAt: at('2026-03-01T06:00:00Z'), untilDueAt: at('2026-03-04T06:00:00Z'), count: 4 },
        ...{ reason: 'job-edited', generation: 1 },
      },
    ]);
  });

  test('records nothing of a job that has dispatched all its slots', () => {
    expect(
      undispatched(exampleJob({ nextDueAt: NOON + 1 }), {
        now: NOON,
        calendars: NO_CALENDARS,
        reason: 'job-edited',
      }),
    ).toEqual([]);
  });

  test('records nothing when nothing was due', () => {
    const job = paused(exampleJob({ nextDueAt: NOON + 1 }), PAUSE);

    expect(undispatched(job, { now: NOON, calendars: NO_CALENDARS, reason: 'job-edited' })).toEqual([]);
  });

  test('records nothing of a job whose slots cannot be told', () => {
    const unknown = { ...DAILY, exclusions: [{ type: 'calendar' as const, name: 'gone' }] };
    const job = exampleJob({ state: 'quarantined', recurrences: [unknown] });

    expect(undispatched(job, { now: NOON, calendars: NO_CALENDARS, reason: 'job-edited' })).toEqual([]);
  });
});

describe('isBehind', () => {
  test.each([
    ['a slot that is due', exampleJob({ nextDueAt: NOON }), true],
    ['a slot to come', exampleJob({ nextDueAt: NOON + 1 }), false],
    ['a paused job', paused(exampleJob(), PAUSE), false],
    ['a completed job', exampleJob({ state: 'completed' }), false],
  ])('of %s', (_what, job, expected) => {
    expect(isBehind(job, NOON)).toBe(expected);
  });
});
