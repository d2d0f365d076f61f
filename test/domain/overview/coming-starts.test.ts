import { describe, expect, test } from 'vitest';
import { spreadMs } from '../../../shared/domain/dispatch/spread.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { comingStarts } from '../../../shared/domain/overview/coming-starts.ts';
import { countByMinute } from '../../../shared/domain/overview/run-load.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';

const FROM = at('2026-03-01T06:00:00Z');
const MINUTE = 60_000;
const EVERY_TEN = { ...DAILY, expression: '*/10 * * * *' };

function startsOf(job: Job, { until = FROM + 60 * MINUTE, limit = 100 } = {}): readonly string[] {
  const { startsAt } = comingStarts(job, { from: FROM, until, limit, calendars: new Map() });
  return startsAt.map((start) => new Date(start).toISOString().slice(11, 19));
}

describe('comingStarts', () => {
  test('has the slots from the next one that is not dispatched, the end left out', () => {
    const nextDueAt = FROM + 20 * MINUTE;

    expect(startsOf(exampleJob({ recurrences: [EVERY_TEN], nextDueAt }))).toEqual([
      ...['06:20:00', '06:30:00', '06:40:00', '06:50:00'],
    ]);
  });

  test('has a slot at the very beginning, and none that is overdue', () => {
    expect(startsOf(exampleJob({ nextDueAt: FROM - 24 * 60 * MINUTE }))).toEqual(['06:00:00']);
  });

  test('has the times at which runs start: later by the spread, also of a slot before the range', () => {
    const job = exampleJob({
      recurrences: [EVERY_TEN],
      nextDueAt: FROM - 10 * MINUTE,
      policies: { ...DEFAULT_POLICIES, spreadSeconds: 3600 },
    });
    const spread = spreadMs(job);
    expect(spread).toBeGreaterThan(10 * MINUTE);

    const { startsAt } = comingStarts(job, {
      ...{ from: FROM, until: FROM + 60 * MINUTE, limit: 100, calendars: new Map() },
    });
    expect(startsAt[0]).toBe(FROM - 10 * MINUTE + spread);
    expect(startsAt.every((start) => start >= FROM && start < FROM + 60 * MINUTE)).toBe(true);
  });

  test('of a paused job has those after its pause ends by itself, else none', () => {
    const pause = { pausedAt: FROM, reason: 'x', author: 'ada', runMissed: 'none' } as const;
    const job = exampleJob({ recurrences: [EVERY_TEN], state: 'paused', pause });

    expect(startsOf(job)).toEqual([]);
    expect(startsOf({ ...job, pause: { ...pause, resumeAt: FROM + 35 * MINUTE } })).toEqual([
      ...['06:40:00', '06:50:00'],
    ]);
  });

  test('of a job that is quarantined has none', () => {
    const quarantine = { at: FROM, error: 'x' };

    expect(startsOf(exampleJob({ state: 'quarantined', quarantine, nextDueAt: FROM }))).toEqual([]);
  });

  test.each([
    [5, true],
    [6, false],
  ])('of six slots looks for %i, and says whether there are more', (limit, isPartial) => {
    const job = exampleJob({ recurrences: [EVERY_TEN], nextDueAt: FROM });

    const found = comingStarts(job, {
      ...{ from: FROM, until: FROM + 60 * MINUTE, limit, calendars: new Map() },
    });
    expect(found).toMatchObject({ isPartial });
    expect(found.startsAt).toHaveLength(limit);
  });

  test('refuses a calendar that it was not given', () => {
    const exclusions = [{ type: 'calendar', name: 'gone' }] as const;
    const job = exampleJob({ recurrences: [{ ...DAILY, exclusions }], nextDueAt: FROM });

    expect(() => startsOf(job)).toThrow(InvalidInput);
  });
});

describe('countByMinute', () => {
  test('has every minute from the one under way, and leaves out what lies outside', () => {
    const now = FROM + 30_000;
    const starts = [FROM - 1, FROM, FROM + MINUTE - 1, FROM + 2 * MINUTE, FROM + 3 * MINUTE];

    expect(countByMinute(starts, { now, minutes: 3, isPartial: false })).toEqual({
      ...{ from: FROM, until: FROM + 3 * MINUTE, total: 3, isPartial: false },
      minutes: [
        { at: FROM, runs: 2 },
        { at: FROM + MINUTE, runs: 0 },
        { at: FROM + 2 * MINUTE, runs: 1 },
      ],
    });
  });
});
