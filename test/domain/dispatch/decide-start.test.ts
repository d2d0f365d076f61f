import { describe, expect, test } from 'vitest';
import { decideStart } from '../../../shared/domain/dispatch/decide-start.ts';
import { planDispatch } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';
import { present } from '../../support/present.ts';

const job = exampleJob();
const run = present(planDispatch(job, at('2026-03-01T06:00:00Z'), 0)?.runs[0], 'run');

describe('decideStart', () => {
  test('starts a run of the job that dispatched it', () => {
    expect(decideStart(run, job)).toEqual({ action: 'start' });
  });

  test('starts a run of a job that has completed with it', () => {
    expect(decideStart(run, exampleJob({ state: 'completed' }))).toEqual({ action: 'start' });
  });

  test('cancels a run of a deleted job', () => {
    expect(decideStart(run, exampleJob({ state: 'deleted' }))).toEqual({
      action: 'cancel',
      reason: 'job-deleted',
    });
  });

  test('cancels a run whose job is not there', () => {
    expect(decideStart(run, undefined)).toEqual({ action: 'cancel', reason: 'job-deleted' });
  });

  test('starts a slot that a new definition of the job names as well', () => {
    const hourly = { ...DAILY, expression: '0 * * * *' };

    expect(decideStart(run, exampleJob({ generation: 2, recurrences: [hourly] }))).toEqual({
      action: 'start',
    });
  });

  test('cancels a slot that a new definition of the job no longer names', () => {
    const later = { ...DAILY, expression: '1 6 * * *' };

    expect(decideStart(run, exampleJob({ generation: 2, recurrences: [later] }))).toEqual({
      action: 'cancel',
      reason: 'job-replaced',
    });
  });
});
