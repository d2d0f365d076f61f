import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planDispatch, type DispatchPlan } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { nextDueAt } from '../../../shared/domain/schedule/next-due-at.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';
import { present } from '../../support/present.ts';

const LOOK_AHEAD_MS = 90_000;
const EVERY_MINUTE: Recurrence = { type: 'interval', everySeconds: 60, anchorAt: 0 };
const EVERY_SECOND: Recurrence = { type: 'interval', everySeconds: 1, anchorAt: 0 };

function plan(job: Job, now: string): DispatchPlan {
  return present(planDispatch(job, { now: at(now), lookAheadMs: LOOK_AHEAD_MS }), 'plan');
}

function slots({ runs }: DispatchPlan): string[] {
  return runs.map(({ dueAt }) => new Date(dueAt).toISOString());
}

/** The plans that work a job off, one after the other, as the dispatcher makes them. */
function plansOf(first: Job, now: number, lookAheadMs: number): DispatchPlan[] {
  const plans: DispatchPlan[] = [];
  let job = first;
  for (;;) {
    const next = planDispatch(job, { now, lookAheadMs });
    if (next === undefined) return plans;
    plans.push(next);
    job = next.job;
  }
}

describe('planDispatch', () => {
  test('has no plan when the next slot lies beyond the look-ahead', () => {
    expect(
      planDispatch(exampleJob(), { now: at('2026-03-01T05:58:29.999Z'), lookAheadMs: LOOK_AHEAD_MS }),
    ).toBeUndefined();
  });

  test('dispatches a slot at the very end of the look-ahead', () => {
    expect(slots(plan(exampleJob(), '2026-03-01T05:58:30Z'))).toEqual(['2026-03-01T06:00:00.000Z']);
  });

  test.each([
    ['deleted', exampleJob({ state: 'deleted' })],
    ['completed', exampleJob({ state: 'completed' })],
  ])('has no plan for a %s job', (_state, job) => {
    expect(
      planDispatch(job, { now: at('2026-03-02T00:00:00Z'), lookAheadMs: LOOK_AHEAD_MS }),
    ).toBeUndefined();
  });

  test('has no plan for a job without a next slot', () => {
    const { nextDueAt: _none, ...job } = exampleJob();

    expect(
      planDispatch(job, { now: at('2026-03-02T00:00:00Z'), lookAheadMs: LOOK_AHEAD_MS }),
    ).toBeUndefined();
  });

  test('names the run after job and slot and gives it the job’s generation', () => {
    const [run] = plan(exampleJob({ generation: 3 }), '2026-03-01T05:59:00Z').runs;

    expect(run).toEqual({
      runId: 'churn-daily.20260301T060000Z',
      jobId: 'churn-daily',
      valueStream: 'retention',
      state: 'pending',
      trigger: 'schedule',
      dueAt: at('2026-03-01T06:00:00Z'),
      effectiveAt: at('2026-03-01T06:00:00Z'),
      generation: 3,
      createdAt: at('2026-03-01T05:59:00Z'),
      ...{ attempt: 1, chainStart: 1, endedAttempts: [] },
    });
  });

  test('lets a slot found late start at once', () => {
    const [run] = plan(exampleJob(), '2026-03-01T06:00:20Z').runs;

    expect(run?.effectiveAt).toBe(at('2026-03-01T06:00:20Z'));
  });

  test('dispatches several slots of the look-ahead at once', () => {
    const job = exampleJob({ recurrences: [EVERY_MINUTE] });

    expect(slots(plan(job, '2026-03-01T06:00:00Z'))).toEqual([
      '2026-03-01T06:00:00.000Z',
      '2026-03-01T06:01:00.000Z',
    ]);
  });

  test('moves the job to the slot after the last one looked at', () => {
    const { job } = plan(exampleJob(), '2026-03-01T05:59:00Z');

    expect(job).toEqual({
      ...exampleJob(),
      nextDueAt: at('2026-03-02T06:00:00Z'),
      updatedAt: at('2026-03-01T05:59:00Z'),
    });
  });

  test('runs a single missed slot', () => {
    const late = plan(exampleJob(), '2026-03-02T05:00:00Z');

    expect(slots(late)).toEqual(['2026-03-01T06:00:00.000Z']);
    expect(late.skipped).toEqual([]);
  });

  test('runs only the latest of several missed slots and records the others', () => {
    const late = plan(exampleJob(), '2026-03-05T05:00:00Z');

    expect(slots(late)).toEqual(['2026-03-04T06:00:00.000Z']);
    expect(late.skipped).toEqual([
      {
        fromDueAt: at('2026-03-01T06:00:00Z'),
        untilDueAt: at('2026-03-03T06:00:00Z'),
        count: 3,
        reason: 'catch-up-superseded',
        generation: 1,
      },
    ]);
    expect(late.job.nextDueAt).toBe(at('2026-03-05T06:00:00Z'));
  });

  test('runs the latest missed slot as well as one that is on time', () => {
    const plans = plansOf(exampleJob(), at('2026-03-03T06:00:30Z'), 0);

    expect(plans.flatMap(slots)).toEqual(['2026-03-02T06:00:00.000Z', '2026-03-03T06:00:00.000Z']);
  });

  test('takes a slot of a minute ago for one on time, and one a millisecond older for missed', () => {
    const job = exampleJob({ recurrences: [EVERY_MINUTE] });

    expect(plan(job, '2026-03-01T06:02:00Z').skipped).toEqual([]);
    expect(plan(job, '2026-03-01T06:02:00.001Z').skipped.map(({ count }) => count)).toEqual([1]);
  });

  test('completes a job that has no slot left', () => {
    const once = exampleJob({ recurrences: [{ type: 'once', at: at('2026-03-01T06:00:00Z') }] });

    const { job, runs } = plan(once, '2026-03-01T06:00:00Z');

    expect(runs).toHaveLength(1);
    expect(job.state).toBe('completed');
    expect('nextDueAt' in job).toBe(false);
  });

  test('makes one run of a slot that two recurrences name', () => {
    const job = exampleJob({ recurrences: [DAILY, { type: 'once', at: at('2026-03-01T06:00:00Z') }] });

    expect(slots(plan(job, '2026-03-01T06:00:00Z'))).toEqual(['2026-03-01T06:00:00.000Z']);
  });

  test('keeps a plan within what one transaction takes', () => {
    const job = exampleJob({ recurrences: [EVERY_SECOND] });

    const { runs, job: moved } = plan(job, '2026-03-01T06:00:00Z');

    expect(runs).toHaveLength(90);
    expect(moved.nextDueAt).toBe(at('2026-03-01T06:01:30Z'));
  });

  test('works two days of missed seconds off in bounded plans, with one run for all of them', () => {
    const job = exampleJob({ recurrences: [EVERY_SECOND] });
    const now = at('2026-03-03T06:00:00Z');

    const plans = plansOf(job, now, 0);

    const runs = plans.flatMap((each) => each.runs);
    const skipped = plans.flatMap((each) => each.skipped);
    expect(skipped.map(({ count }) => count)).toEqual([100_000, 72_739]);
    expect(runs[0]?.dueAt).toBe(at('2026-03-03T05:58:59Z'));
    expect(runs).toHaveLength(62);
    expect(skipped.reduce((sum, { count }) => sum + count, 0)).toBe(172_801 - 62);
  });
});

describe('planDispatch, whatever the recurrences and however long the outage', () => {
  const START = at('2026-03-29T00:00:00Z');
  const recurrence: fc.Arbitrary<Recurrence> = fc.oneof(
    fc.record({
      type: fc.constant('interval' as const),
      everySeconds: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 20_000 })),
      anchorAt: fc.integer({ min: START - 10_000_000, max: START + 1_000_000 }),
    }),
    fc.record({
      type: fc.constant('once' as const),
      at: fc.integer({ min: START, max: START + 20_000_000 }),
    }),
    fc.record({
      type: fc.constant('cron' as const),
      dialect: fc.constant('unix5' as const),
      expression: fc.constantFrom('*/7 * * * *', '30 1 * * *', '0 */2 * * *'),
      timeZone: fc.constantFrom('UTC', 'Europe/London', 'Asia/Kathmandu'),
      dst: fc.constantFrom('shift' as const, 'skip' as const, 'both' as const),
    }),
  );
  const situation = fc.record({
    recurrences: fc.array(recurrence, { minLength: 1, maxLength: 3 }),
    outageMs: fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 15_000_000 })),
    lookAheadMs: fc.integer({ min: 0, max: 120_000 }),
  });

  function planned({
    recurrences,
    outageMs,
    lookAheadMs,
  }: typeof situation extends fc.Arbitrary<infer S> ? S : never) {
    const first = nextDueAt(recurrences, START - 1);
    const { nextDueAt: _other, ...rest } = exampleJob({ recurrences });
    const job: Job = first === undefined ? rest : { ...rest, nextDueAt: first };
    const now = START + outageMs;
    const due = dueTimes(recurrences, { after: START - 1, until: now + lookAheadMs, limit: 100_000 });
    return { now, due, plans: plansOf(job, now, lookAheadMs) };
  }

  test('answers each due slot exactly once, by a run or as skipped', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { due, plans } = planned(given);
        const answers = plans.flatMap(({ runs, skipped }) => {
          const inRanges = skipped.flatMap(({ fromDueAt, untilDueAt, count }) => {
            const inRange = due.filter((slot) => slot >= fromDueAt && slot <= untilDueAt);
            expect(inRange).toHaveLength(count);
            return inRange;
          });
          return [...inRanges, ...runs.map(({ dueAt }) => dueAt)];
        });
        expect(answers).toEqual(due);
      }),
      { numRuns: 100 },
    );
  });

  test('runs at most one missed slot, and the runs in order', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { now, plans } = planned(given);
        const runs = plans.flatMap((each) => each.runs.map(({ dueAt }) => dueAt));
        expect(runs.filter((dueAt) => dueAt < now - 60_000).length).toBeLessThanOrEqual(1);
        expect(runs).toEqual([...new Set(runs)].sort((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });

  test('leaves the job at the slot right after the last one answered', () => {
    fc.assert(
      fc.property(situation, (given) => {
        for (const { runs, skipped, job } of planned(given).plans) {
          const last = runs.at(-1)?.dueAt ?? skipped.at(-1)?.untilDueAt ?? Number.NaN;
          expect(job.nextDueAt).toBe(nextDueAt(job.recurrences, last));
          expect(job.state).toBe(job.nextDueAt === undefined ? 'completed' : 'active');
        }
      }),
      { numRuns: 100 },
    );
  });
});
