import { describe, expect, test } from 'vitest';
import { decideStart } from '../../../shared/domain/dispatch/decide-start.ts';
import { planDispatch } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';
import { present } from '../../support/present.ts';

const NOW = at('2026-03-01T06:00:00Z');
const MOMENT = { lane: undefined, now: NOW };
const START = { action: 'start', lane: { going: ['churn-daily.20260301T060000Z'], waiting: [] } };

const job = exampleJob();
const run = present(planDispatch(job, { now: NOW, lookAheadMs: 0 })?.runs[0], 'run');

describe('decideStart', () => {
  test('starts a run of the job that dispatched it', () => {
    expect(decideStart(run, job, MOMENT)).toMatchObject(START);
  });

  test('starts a run of a job that has completed with it', () => {
    expect(decideStart(run, exampleJob({ state: 'completed' }), MOMENT)).toMatchObject(START);
  });

  test('skips a run of a deleted job', () => {
    expect(decideStart(run, exampleJob({ state: 'deleted' }), MOMENT)).toEqual({
      action: 'skip',
      reason: 'job-deleted',
    });
  });

  test('skips a run whose job is not there', () => {
    expect(decideStart(run, undefined, MOMENT)).toEqual({ action: 'skip', reason: 'job-deleted' });
  });

  test('starts a slot that a new definition of the job names as well', () => {
    const hourly = { ...DAILY, expression: '0 * * * *' };

    expect(decideStart(run, exampleJob({ generation: 2, recurrences: [hourly] }), MOMENT)).toMatchObject(
      START,
    );
  });

  test('skips a slot to come that a new definition of the job no longer names', () => {
    const later = { ...DAILY, expression: '1 6 * * *' };

    expect(decideStart(run, exampleJob({ generation: 2, recurrences: [later] }), MOMENT)).toEqual({
      action: 'skip',
      reason: 'job-edited',
    });
  });

  test('starts a slot that was due before the edit that no longer names it', () => {
    const later = { ...DAILY, expression: '1 6 * * *' };
    const edited = exampleJob({ generation: 2, recurrences: [later], slotsAfter: NOW + 1_000 });

    expect(decideStart(run, edited, { ...MOMENT, now: NOW + 2_000 })).toMatchObject(START);
  });

  test('skips a slot of a job that was deleted and defined anew without it', () => {
    const later = { ...DAILY, expression: '1 6 * * *' };
    const anew = exampleJob({ generation: 2, bornAs: 2, recurrences: [later], slotsAfter: NOW + 1_000 });

    expect(decideStart(run, anew, { ...MOMENT, now: NOW + 2_000 })).toEqual({
      action: 'skip',
      reason: 'job-deleted',
    });
  });
});
