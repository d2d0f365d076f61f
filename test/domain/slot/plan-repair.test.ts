import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICIES, type CatchUp } from '../../../shared/domain/job/job-policies.ts';
import { planRepair } from '../../../shared/domain/slot/plan-repair.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';

const NOW = at('2026-03-10T12:00:00Z');
const days = (...numbers: number[]) =>
  numbers.map((day) => at(`2026-03-${String(day).padStart(2, '0')}T06:00:00Z`));

function jobWith(catchUp: Partial<CatchUp>) {
  return exampleJob({
    policies: { ...DEFAULT_POLICIES, catchUp: { ...DEFAULT_POLICIES.catchUp, ...catchUp } },
  });
}

describe('planRepair', () => {
  test('gives a slot within the catch-up window a run that says why it is late', () => {
    const { runs, skipped } = planRepair(exampleJob(), [days(9)], NOW);

    expect(runs).toMatchObject([
      { runId: 'churn-daily.20260309T060000Z', state: 'pending', late: 'audit-repair', effectiveAt: NOW },
    ]);
    expect(skipped).toEqual([]);
  });

  test('gives slots before the window a reason, one record for slots in a row', () => {
    const { runs, skipped } = planRepair(jobWith({ windowSeconds: 3600 }), [days(5, 6), days(8)], NOW);

    expect(runs).toEqual([]);
    expect(skipped).toEqual([
      { fromDueAt: days(5)[0], untilDueAt: days(6)[0], count: 2, reason: 'audit-too-late', generation: 1 },
      { fromDueAt: days(8)[0], untilDueAt: days(8)[0], count: 1, reason: 'audit-too-late', generation: 1 },
    ]);
  });

  test('runs nothing for a job that does not catch up', () => {
    const { runs, skipped } = planRepair(jobWith({ policy: 'skip' }), [days(9)], NOW);

    expect([runs, skipped.map(({ reason }) => reason)]).toEqual([[], ['catch-up-skip']]);
  });

  test('runs the newest ones only, when there are too many', () => {
    const { runs, skipped } = planRepair(jobWith({ maxCount: 2 }), [days(6, 7, 8, 9)], NOW);

    expect(runs.map(({ dueAt }) => dueAt)).toEqual(days(8, 9));
    expect(skipped).toMatchObject([{ count: 2, reason: 'catch-up-count' }]);
  });

  test('starts them as far apart as caught-up runs', () => {
    const { runs } = planRepair(jobWith({ maxPerMinute: 2 }), [days(7, 8, 9)], NOW);

    expect(runs.map(({ effectiveAt }) => effectiveAt - NOW)).toEqual([0, 30_000, 60_000]);
  });

  test('runs nothing that a calendar may have excluded when it was due', () => {
    const recurrence = { ...DAILY, exclusions: [{ type: 'calendar', name: 'holidays' }] } as const;

    const { runs, skipped } = planRepair(exampleJob({ recurrences: [recurrence] }), [days(9)], NOW);

    expect([runs, skipped.map(({ reason }) => reason)]).toEqual([[], ['calendar-changed']]);
  });

  test('makes no more than one write can hold', () => {
    const slots = Array.from({ length: 500 }, (_, index) => [NOW - (500 - index) * 120_000]);
    const { runs, skipped } = planRepair(jobWith({ maxCount: 100 }), slots, NOW);

    expect(1 + runs.length + skipped.length).toBeLessThanOrEqual(100);
  });

  test('gives reasons to all that are too many before it runs any, however many writes it takes', () => {
    let left = Array.from({ length: 300 }, (_, index) => NOW - (300 - index) * 120_000);
    const run: number[] = [];
    while (left.length > 0) {
      const plan = planRepair(
        jobWith({ maxCount: 10 }),
        left.map((slot) => [slot]),
        NOW,
      );
      const done = [
        ...plan.runs.map(({ dueAt }) => dueAt),
        ...plan.skipped.map(({ fromDueAt }) => fromDueAt),
      ];
      left = left.filter((slot) => !done.includes(slot));
      run.push(...plan.runs.map(({ dueAt }) => dueAt));
    }

    expect(run).toHaveLength(10);
  });
});
