import { describe, expect, test } from 'vitest';
import type { PendingRun, RunningRun, StabilitySummary } from '../../../shared/domain/run/run.ts';
import { stepsOf } from '../../../shared/domain/run/run-steps.ts';
import {
  toCancelled,
  toDead,
  toFailed,
  toNextAttempt,
  toRetried,
  toRunning,
  toSkipped,
  toSucceeded,
  toWaiting,
  toWoken,
} from '../../../shared/domain/run/run-transitions.ts';
import { examplePendingRun } from '../../support/example-run.ts';

const WHY = { author: 'ada', reason: 'The file is there now.' };
const GONE = { reason: 'current-not-found', message: 'There is no file.' } as const;
const CAUSE = { reason: 'MaxDelivery', description: 'Ten times.', deliveryCount: 10 };
const RESULT: StabilitySummary = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 3, psi: 0.1, band: 'stable' },
  ...{ statusCounts: { ok: 1 }, worstCharacteristics: [], detailPath: 'results/x.json' },
};

/** Slot and creation are instant 0; instants of what follows are small numbers. */
const PENDING: PendingRun = examplePendingRun({ dueAt: 0, effectiveAt: 0, createdAt: 0 });

function again(run: RunningRun, now: number): PendingRun {
  return toNextAttempt(run, { failure: GONE, retryAt: now + 5, now });
}

function words(run: Parameters<typeof stepsOf>[0]): string[] {
  return stepsOf(run).map((step) => {
    const attempt = 'attempt' in step ? ` ${step.attempt}` : '';
    const at = 'at' in step ? ` @${step.at}` : '';
    return `${step.step}${attempt}${at}`;
  });
}

describe('stepsOf', () => {
  test('of a run that is to begin tells since when and from when on', () => {
    expect(words(PENDING)).toEqual(['created @0', 'may-start 1 @0']);
  });

  test('tell who asked for a run by hand', () => {
    expect(stepsOf({ ...PENDING, trigger: 'manual', requested: WHY })[0]).toEqual({
      ...{ step: 'created', at: 0, requested: WHY },
    });
  });

  test('of a waiting run tell what it waits for', () => {
    expect(stepsOf(toWaiting(PENDING, 'overlap', 3)).at(-1)).toEqual({
      ...{ step: 'waiting', at: 3, waitingFor: 'overlap' },
    });
    expect(stepsOf(toWaiting({ ...PENDING, gateKey: 'db' }, 'concurrency-limit', 3)).at(-1)).toEqual({
      ...{ step: 'waiting', at: 3, waitingFor: 'concurrency-limit', gateKey: 'db' },
    });
  });

  test('of a run that was woken tell from when on it may start', () => {
    expect(words(toWoken(toWaiting(PENDING, 'overlap', 3), 8))).toEqual(['created @0', 'may-start 1 @8']);
  });

  test('of a run that succeeded at its second attempt tell of both', () => {
    const second = toRunning(again(toRunning(PENDING, 1), 2), 8);

    expect(words(toSucceeded(second, RESULT, 9))).toEqual([
      'created @0',
      ...['attempt-started 1 @1', 'attempt-failed 1 @2'],
      'may-start 2 @7',
      ...['attempt-started 2 @8', 'succeeded 2 @9'],
    ]);
  });

  test('of a failed run tell of the last attempt’s end, and why', () => {
    const failed = toFailed(toRunning(PENDING, 1), GONE, 2);

    expect(words(failed)).toEqual([
      ...['created @0', 'may-start 1 @0'],
      ...['attempt-started 1 @1', 'attempt-failed 1 @2', 'failed @2'],
    ]);
    expect(stepsOf(failed).at(-1)).toEqual({ step: 'failed', at: 2, failure: GONE });
  });

  test('of a retried run tell where its new chain of attempts began, and who asked, without an instant', () => {
    const retried = toRetried(toFailed(toRunning(PENDING, 1), GONE, 2), { requested: WHY, now: 10 });

    expect(words(toFailed(toRunning(again(toRunning(retried, 11), 12), 18), GONE, 19))).toEqual([
      ...['created @0', 'attempt-started 1 @1', 'attempt-failed 1 @2'],
      'begun-anew 2',
      ...['attempt-started 2 @11', 'attempt-failed 2 @12'],
      'may-start 3 @17',
      ...['attempt-started 3 @18', 'attempt-failed 3 @19', 'failed @19'],
    ]);
    expect(stepsOf(retried)).toContainEqual({ step: 'begun-anew', attempt: 2, requested: WHY });
    expect(stepsOf(retried)[0]).toEqual({ step: 'created', at: 0 });
  });

  test('of a run cancelled at work tell when that had begun, and by whom it was ended', () => {
    expect(stepsOf(toCancelled(toRunning(PENDING, 1), WHY, 4)).slice(2)).toEqual([
      { step: 'attempt-started', at: 1, attempt: 1 },
      { step: 'cancelled', at: 4, requested: WHY },
    ]);
  });

  test('of a run cancelled between two attempts tell of no start of the second', () => {
    expect(words(toCancelled(again(toRunning(PENDING, 1), 2), WHY, 4))).toEqual([
      ...['created @0', 'attempt-started 1 @1', 'attempt-failed 1 @2'],
      'cancelled @4',
    ]);
  });

  test('of a run that never began tell why', () => {
    expect(stepsOf(toSkipped(PENDING, 'overlap', 4)).at(-1)).toEqual({
      ...{ step: 'skipped', at: 4, reason: 'overlap' },
    });
    expect(words(toDead(PENDING, CAUSE, 4))).toEqual(['created @0', 'may-start 1 @0', 'dead @4']);
  });
});
