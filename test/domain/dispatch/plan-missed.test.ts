import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planDispatch, type DispatchPlan } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import { spreadMs } from '../../../shared/domain/dispatch/spread.ts';
import {
  CATCH_UP_POLICIES,
  DEFAULT_POLICIES,
  type CatchUp,
} from '../../../shared/domain/job/job-policies.ts';
import type { Job, JobCore } from '../../../shared/domain/job/job.ts';
import { paused, resumed } from '../../../shared/domain/job/pause.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { present } from '../../support/present.ts';

const EVERY_MINUTE: Recurrence = { type: 'interval', everySeconds: 60, anchorAt: 0 };
const EVERY_SECOND: Recurrence = { type: 'interval', everySeconds: 1, anchorAt: 0 };
const SIX = at('2026-03-01T06:00:00Z');
const MINUTE = 60_000;

function minutely(catchUp: Partial<CatchUp>, overrides: Partial<JobCore> = {}): Job {
  const policies = { ...DEFAULT_POLICIES, catchUp: { ...DEFAULT_POLICIES.catchUp, ...catchUp } };
  return exampleJob({ recurrences: [EVERY_MINUTE], policies, ...overrides });
}

/** The plans that work a job off, one after the other, as the dispatcher makes them. */
function plansOf(first: Job, now: number, lookAheadMs = 0): DispatchPlan[] {
  const plans: DispatchPlan[] = [];
  for (let plan = planDispatch(first, { now, lookAheadMs }); plan !== undefined;) {
    plans.push(plan);
    plan = plan.hasMore ? planDispatch(plan.job, { now, lookAheadMs }) : undefined;
  }
  return plans;
}

function lastJob(plans: readonly DispatchPlan[]): Job {
  return present(plans.at(-1)).job;
}

function runsOf(plans: readonly DispatchPlan[]) {
  return plans.flatMap(({ runs }) => runs);
}

describe('planDispatch after an outage, under catch-up all', () => {
  test('starts the runs of missed slots as far apart as the rate asks', () => {
    const runs = runsOf(plansOf(minutely({ policy: 'all', maxPerMinute: 4 }), SIX + 3 * MINUTE + 1));

    expect(
      runs.filter(({ late }) => late === 'dispatcher-down').map(({ effectiveAt }) => effectiveAt),
    ).toEqual([1, 15_001, 30_001].map((ms) => SIX + 3 * MINUTE + ms));
  });

  test('makes more runs than one write takes in several plans, at the same rate', () => {
    const plans = plansOf(minutely({ policy: 'all', maxPerMinute: 60 }), SIX + 100 * MINUTE);

    const late = runsOf(plans).filter((run) => run.late !== undefined);
    expect(plans.map(({ runs }) => runs.length)).toEqual([90, 9, 2]);
    expect(late.map(({ effectiveAt }) => effectiveAt - SIX - 100 * MINUTE)).toEqual(
      Array.from({ length: 99 }, (_, index) => index * 1000),
    );
  });

  test('keeps the distance also to the runs of an outage before', () => {
    const job = minutely({ policy: 'all', maxPerMinute: 1 });
    const first = plansOf(job, SIX + 10 * MINUTE);

    const second = plansOf(lastJob(first), SIX + 14 * MINUTE);

    const starts = runsOf([...first, ...second]).flatMap(({ late, effectiveAt }) =>
      late === undefined ? [] : [effectiveAt],
    );
    const distances = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    expect(new Set(distances)).toEqual(new Set([MINUTE]));
  });

  test('forgets the distance once those runs are over', () => {
    const job = minutely({ policy: 'all', maxPerMinute: 1 });
    const after = lastJob(plansOf(job, SIX + 3 * MINUTE));

    expect(lastJob(plansOf(after, SIX + 60 * MINUTE, 0)).pacedUntil).toBeGreaterThan(SIX + 60 * MINUTE);
    expect(lastJob(plansOf({ ...after, nextDueAt: SIX + 60 * MINUTE }, SIX + 60 * MINUTE)).pacedUntil).toBe(
      undefined,
    );
  });
});

describe('planDispatch after an outage, under catch-up coalesce', () => {
  test('makes one run that knows for how many it stands', () => {
    const [run] = runsOf(plansOf(minutely({ policy: 'coalesce' }), SIX + 10 * MINUTE));

    expect(run).toMatchObject({
      dueAt: SIX + 8 * MINUTE,
      late: 'dispatcher-down',
      coalesced: { fromDueAt: SIX, count: 8 },
    });
  });

  test('counts over several plans', () => {
    const job = { ...minutely({ policy: 'coalesce' }), recurrences: [EVERY_SECOND] };
    const plans = plansOf(job, SIX + 250_000 * 1000);

    const [run] = runsOf(plans);
    expect(plans.length).toBeGreaterThan(2);
    expect(run?.coalesced).toEqual({ fromDueAt: SIX, count: 250_000 - 61 });
    expect(lastJob(plans)).not.toHaveProperty('coalescing');
  });
});

describe('planDispatch after a resume', () => {
  const now = SIX + 10 * MINUTE + 1;

  function resumedJob(runMissed: 'none' | 'latest' | 'all'): Job {
    const pause = { pausedAt: SIX - 1, author: 'ann', reason: 'a test', runMissed } as const;
    return resumed(paused(minutely({ policy: 'skip', windowSeconds: 60 }), pause), { runMissed, now });
  }

  test('none: skips the slots of the pause because of it', () => {
    const [plan] = plansOf(resumedJob('none'), now);

    expect(plan?.runs).toEqual([]);
    expect(plan?.skipped).toEqual([
      {
        ...{ fromDueAt: SIX, untilDueAt: SIX + 10 * MINUTE, count: 11 },
        ...{ reason: 'job-paused', generation: 1 },
      },
    ]);
  });

  test('latest: runs the last slot of the pause', () => {
    const plans = plansOf(resumedJob('latest'), now);

    expect(runsOf(plans)).toMatchObject([{ dueAt: SIX + 10 * MINUTE, late: 'job-paused' }]);
    expect(plans[0]?.skipped).toMatchObject([{ count: 10, reason: 'catch-up-superseded' }]);
  });

  test('all: runs each, whatever the catch-up policy and its window say', () => {
    const runs = runsOf(plansOf(resumedJob('all'), now));

    expect(runs.map(({ dueAt }) => (dueAt - SIX) / MINUTE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('what is missed after the resume goes by the catch-up policy again', () => {
    const plans = plansOf(resumedJob('all'), now + 10 * MINUTE);

    const reasons = plans.flatMap(({ skipped }) => skipped.map(({ reason, count }) => [reason, count]));
    expect(runsOf(plans).filter(({ late }) => late === 'job-paused')).toHaveLength(11);
    expect(reasons).toEqual([['catch-up-window', 9]]);
  });

  test('finds the latest slot of a pause that fills a list of missed ones to the last place', () => {
    const base = { ...minutely({ policy: 'skip' }), recurrences: [EVERY_SECOND] };
    const pause = { pausedAt: SIX - 1, author: 'ann', reason: 'a test', runMissed: 'none' } as const;
    const job = resumed(paused(base, pause), { runMissed: 'latest', now: SIX + 100_000_000 });

    const runs = runsOf(plansOf(job, SIX + 100_000_000 + 10 * MINUTE));

    expect(runs[0]).toMatchObject({ dueAt: SIX + 99_999_000, late: 'job-paused' });
  });

  test('starts a slot of the last moment not before its spread', () => {
    const spread = { ...resumedJob('latest') };
    const job = { ...spread, policies: { ...spread.policies, spreadSeconds: 7200 } };

    expect(runsOf(plansOf(job, now))[0]?.effectiveAt).toBe(SIX + 10 * MINUTE + spreadMs(job));
  });
});

describe('planDispatch at the end of a pause', () => {
  const pause = {
    ...{ pausedAt: SIX - 1, author: 'ann', reason: 'a test', runMissed: 'none' as const },
    resumeAt: SIX + 5 * MINUTE,
  };
  const job = paused(minutely({ policy: 'all', maxPerMinute: 6000 }), pause);

  test('does nothing before it', () => {
    expect(planDispatch(job, { now: SIX + 5 * MINUTE - 1, lookAheadMs: 90_000 })).toBeUndefined();
  });

  test('resumes the job in a step of its own', () => {
    const plan = present(planDispatch(job, { now: SIX + 5 * MINUTE, lookAheadMs: 0 }));

    expect(plan).toMatchObject({ runs: [], skipped: [], hasMore: true, job: { state: 'active' } });
    expect(plan.job).not.toHaveProperty('pause');
  });

  test('takes slots after the planned end, when the dispatcher comes late, for missed by an outage', () => {
    const plans = plansOf(job, SIX + 20 * MINUTE);

    expect(plans.flatMap(({ skipped }) => skipped)).toMatchObject([{ count: 5, reason: 'job-paused' }]);
    expect(runsOf(plans).filter(({ late }) => late === 'dispatcher-down')).toHaveLength(14);
  });
});

describe('planDispatch with a spread', () => {
  test('starts the runs so much later, all by the same time', () => {
    const policies = { ...DEFAULT_POLICIES, spreadSeconds: 3600 };
    const job = exampleJob({ policies, recurrences: [EVERY_MINUTE] });
    const plan = present(planDispatch(job, { now: SIX, lookAheadMs: 120_000 }));

    const offset = spreadMs(job);
    expect(offset).toBeGreaterThan(0);
    expect(plan.runs.map(({ dueAt, effectiveAt }) => effectiveAt - dueAt)).toEqual([offset, offset, offset]);
  });

  test('does not take a slot for missed before its own start has passed by a minute', () => {
    const policies = { ...DEFAULT_POLICIES, spreadSeconds: 3600 };
    const job = exampleJob({ policies });
    const due = SIX + spreadMs(job);

    const [onTime] = present(planDispatch(job, { now: due + MINUTE, lookAheadMs: 0 })).runs;
    const [missed] = present(planDispatch(job, { now: due + MINUTE + 1, lookAheadMs: 0 })).runs;
    expect([onTime?.late, missed?.late]).toEqual([undefined, 'dispatcher-down']);
  });
});

describe('planDispatch with a spread longer than the catch-up window', () => {
  test('counts the window from when the run was to start', () => {
    const catchUp = { ...DEFAULT_POLICIES.catchUp, windowSeconds: 600 };
    const job = exampleJob({ policies: { ...DEFAULT_POLICIES, catchUp, spreadSeconds: 86_400 } });
    const start = SIX + spreadMs(job);
    const answerAt = (now: number) => {
      const { runs, skipped } = present(planDispatch(job, { now, lookAheadMs: 0 }));
      return runs[0]?.late ?? skipped[0]?.reason;
    };

    expect(spreadMs(job)).toBeGreaterThan(600_000);
    expect(answerAt(start + 600_000)).toBe('dispatcher-down');
    expect(answerAt(start + 600_001)).toBe('catch-up-window');
  });
});

describe('planDispatch when a calendar has changed', () => {
  const closed: Recurrence = {
    ...{ type: 'cron', dialect: 'unix5', expression: '0 6 * * *', timeZone: 'UTC', dst: 'shift' },
    exclusions: [{ type: 'calendar', name: 'bank' }],
  };

  test('goes on to the next slot that is still named', () => {
    const calendars = new Map([['bank', new Set(['2026-03-01'])]]);
    const job = exampleJob({ recurrences: [closed] });

    const plan = present(planDispatch(job, { now: SIX, lookAheadMs: 0, calendars }));

    expect(plan).toMatchObject({ runs: [], skipped: [], hasMore: false });
    expect(plan.job.nextDueAt).toBe(SIX + 24 * 60 * MINUTE);
  });
});

describe('planDispatch, whatever the policy and however long the outage', () => {
  const situation = fc.record({
    everySeconds: fc.integer({ min: 1, max: 600 }),
    outageMs: fc.integer({ min: 0, max: 7_200_000 }),
    lookAheadMs: fc.integer({ min: 0, max: 120_000 }),
    spreadSeconds: fc.constantFrom(0, 45, 600),
    catchUp: fc.record({
      policy: fc.constantFrom(...CATCH_UP_POLICIES),
      windowSeconds: fc.constantFrom(60, 1800, 604_800),
      maxCount: fc.integer({ min: 1, max: 200 }),
      maxAgeSeconds: fc.constant(604_800),
      maxPerMinute: fc.integer({ min: 1, max: 600 }),
    }),
  });

  test('answers each due slot exactly once, in order, and leaves the job at the next one', () => {
    fc.assert(
      fc.property(situation, ({ everySeconds, outageMs, lookAheadMs, spreadSeconds, catchUp }) => {
        const recurrences: Recurrence[] = [{ type: 'interval', everySeconds, anchorAt: SIX }];
        const job = exampleJob({ recurrences, policies: { ...DEFAULT_POLICIES, spreadSeconds, catchUp } });
        const until = SIX + outageMs + lookAheadMs;
        const plans = plansOf(job, SIX + outageMs, lookAheadMs);

        const answered = plans.flatMap(({ runs, skipped }) => [
          ...skipped.flatMap(({ fromDueAt, untilDueAt, count }) => {
            const slots = dueTimes(recurrences, { after: fromDueAt - 1, until: untilDueAt, limit: 100_000 });
            expect(slots).toHaveLength(count);
            return slots;
          }),
          ...runs.map(({ dueAt }) => dueAt),
        ]);
        const due = dueTimes(recurrences, { after: SIX - 1, until, limit: 100_000 });
        expect(answered).toEqual(due);
        expect(lastJob(plans).nextDueAt).toBe((due.at(-1) ?? 0) + everySeconds * 1000);
      }),
    );
  });

  test('starts no more late runs in any minute than the rate allows', () => {
    fc.assert(
      fc.property(situation, ({ everySeconds, outageMs, catchUp }) => {
        const recurrences: Recurrence[] = [{ type: 'interval', everySeconds, anchorAt: SIX }];
        const job = exampleJob({ recurrences, policies: { ...DEFAULT_POLICIES, catchUp } });
        const starts = runsOf(plansOf(job, SIX + outageMs)).flatMap(({ late, effectiveAt }) =>
          late === undefined ? [] : [effectiveAt],
        );
        starts.forEach((start, index) => {
          const minuteLater = starts[index + catchUp.maxPerMinute];
          if (minuteLater !== undefined) expect(minuteLater - start).toBeGreaterThanOrEqual(MINUTE);
        });
      }),
    );
  });
});
