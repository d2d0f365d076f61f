import { describe, expect, test } from 'vitest';
import {
  planBackfill,
  toBackfilled,
  type BackfillMoment,
} from '../../../shared/domain/backfill/plan-backfill.ts';
import { toCancelled, toFailed, toRunning, toSkipped } from '../../../shared/domain/run/run-transitions.ts';
import { exampleBackfill, exampleBackfillRun, january } from '../../support/example-backfill.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { present } from '../../support/present.ts';

const now = at('2026-03-01T00:00:00Z');

function plan(overrides: Partial<BackfillMoment> = {}, backfill = exampleBackfill()) {
  const slots = [1, 2, 3, 4].map(january);
  return planBackfill(backfill, {
    ...{ job: exampleJob(), slots, isWhole: true, existing: [], room: 2, now },
    ...overrides,
  });
}

describe('planBackfill', () => {
  test('makes as many runs as there is room for, the earliest slots first', () => {
    const { fresh, backfill } = plan();

    expect(fresh.map(({ dueAt }) => dueAt)).toEqual([january(1), january(2)]);
    expect(backfill.doneUntil).toBe(january(2));
    expect(backfill.runCount).toBe(2);
  });

  test('makes runs that say who asked for them and why they are late', () => {
    const [run] = plan().fresh;

    expect(run).toEqual({
      ...exampleBackfillRun(exampleBackfill(), january(1)),
      requested: exampleBackfill().requested,
    });
  });

  test('passes over a slot that has a run and counts it', () => {
    const { fresh, backfill } = plan({ existing: [{ dueAt: january(1), state: 'failed', startedAt: 0 }] });

    expect(fresh.map(({ dueAt }) => dueAt)).toEqual([january(2), january(3)]);
    expect(backfill.alreadyRunCount).toBe(1);
  });

  test('passes over slots that have a run although there is no room', () => {
    const { backfill } = plan({ room: 0, existing: [{ dueAt: january(1), state: 'pending' }] });

    expect(backfill.doneUntil).toBe(january(1));
  });

  test('takes a slot whose run was skipped for one that did not run', () => {
    const { fresh, again } = plan({ existing: [{ dueAt: january(1), state: 'skipped' }] });

    expect(again.map(({ dueAt }) => dueAt)).toEqual([january(1)]);
    expect(fresh.map(({ dueAt }) => dueAt)).toEqual([january(2)]);
  });

  test('is at the end of the range when the last slot has been dealt with', () => {
    const { backfill } = plan({ room: 4 });

    expect(backfill.doneUntil).toBe(backfill.untilDueAt);
  });

  test('is not at the end while more slots may follow', () => {
    const { backfill } = plan({ room: 4, isWhole: false });

    expect(backfill.doneUntil).toBe(january(4));
  });

  test('is at the end at once when no slot is left', () => {
    const { backfill, fresh } = plan({ slots: [], room: 0 });

    expect(fresh).toEqual([]);
    expect(backfill.doneUntil).toBe(backfill.untilDueAt);
  });
});

describe('toBackfilled', () => {
  const planned = present(plan().fresh[0]);
  const { backfillId: _none, requested: _nobody, late: _onTime, ...ofSlot } = planned;
  const scheduled = { ...ofSlot, trigger: 'schedule', attempt: 2, chainStart: 2 } as const;

  test('begins a new chain of a run that was skipped, as the backfill’s', () => {
    const run = toBackfilled(toSkipped(scheduled, 'overlap', now), planned);

    expect(run).toMatchObject({
      ...{ runId: planned.runId, state: 'pending', trigger: 'backfill', late: 'backfill' },
      ...{ attempt: 3, chainStart: 3, backfillId: planned.backfillId, requested: planned.requested },
    });
  });

  test('leaves a run alone that has gone on meanwhile', () => {
    expect(toBackfilled(scheduled, planned)).toBeUndefined();
  });

  test('leaves a run alone that was cancelled after it had begun', () => {
    const cancelled = toCancelled(toRunning(scheduled, now), planned.requested, now);

    expect(toBackfilled(cancelled, planned)).toBeUndefined();
  });

  test('leaves a run alone that failed', () => {
    const failure = { reason: 'timed-out', message: 'Too long.' } as const;

    expect(toBackfilled(toFailed(toRunning(scheduled, now), failure, now), planned)).toBeUndefined();
  });
});
