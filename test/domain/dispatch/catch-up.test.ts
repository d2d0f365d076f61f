import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideCatchUp,
  ruleOfPolicy,
  ruleOfResume,
  type CatchUpRule,
  type MissedSlots,
} from '../../../shared/domain/dispatch/catch-up.ts';
import { DEFAULT_POLICIES, CATCH_UP_POLICIES } from '../../../shared/domain/job/job-policies.ts';

const JOB = { generation: 3 };
const RULE: CatchUpRule = {
  mode: 'latest',
  notBefore: -Infinity,
  maxCount: 3,
  late: 'dispatcher-down',
  noneReason: 'catch-up-skip',
};

function missed(...slots: number[]): MissedSlots {
  return { slots, isComplete: true };
}

function skipped([fromDueAt, untilDueAt]: [number, number], count: number, reason: string) {
  return { fromDueAt, untilDueAt, count, reason, generation: 3 };
}

describe('decideCatchUp', () => {
  test('none: skips all for the reason that the rule gives', () => {
    expect(decideCatchUp(missed(1, 2, 3), { ...RULE, mode: 'none' }, JOB)).toEqual({
      run: [],
      skipped: [skipped([1, 3], 3, 'catch-up-skip')],
      consumed: 3,
    });
  });

  test('latest: runs the last one', () => {
    expect(decideCatchUp(missed(1, 2, 3), RULE, JOB)).toEqual({
      run: [3],
      skipped: [skipped([1, 2], 2, 'catch-up-superseded')],
      consumed: 3,
    });
  });

  test('latest: skips nothing when one was missed', () => {
    expect(decideCatchUp(missed(5), RULE, JOB)).toEqual({ run: [5], skipped: [], consumed: 1 });
  });

  test('latest: runs none of a list with later missed slots behind it', () => {
    expect(decideCatchUp({ slots: [1, 2, 3], isComplete: false }, RULE, JOB)).toEqual({
      run: [],
      skipped: [skipped([1, 3], 3, 'catch-up-superseded')],
      consumed: 3,
    });
  });

  test('all: runs each of as many as are allowed', () => {
    expect(decideCatchUp(missed(1, 2, 3), { ...RULE, mode: 'all' }, JOB)).toEqual({
      run: [1, 2, 3],
      skipped: [],
      consumed: 3,
    });
  });

  test('all: of more than are allowed it skips the oldest', () => {
    expect(decideCatchUp(missed(1, 2, 3, 4, 5), { ...RULE, mode: 'all' }, JOB)).toEqual({
      run: [3, 4, 5],
      skipped: [skipped([1, 2], 2, 'catch-up-count')],
      consumed: 5,
    });
  });

  test('all: leaves the newest of an incomplete list for the next plan', () => {
    const list = { slots: [1, 2, 3, 4, 5], isComplete: false };

    expect(decideCatchUp(list, { ...RULE, mode: 'all' }, JOB)).toEqual({
      run: [],
      skipped: [skipped([1, 2], 2, 'catch-up-count')],
      consumed: 2,
    });
  });

  test('coalesce: the last one runs and is told how many it stands for, and since when', () => {
    expect(decideCatchUp(missed(1, 2, 3), { ...RULE, mode: 'coalesce' }, JOB)).toEqual({
      run: [3],
      skipped: [skipped([1, 2], 2, 'catch-up-coalesced')],
      consumed: 3,
      coalescing: { fromDueAt: 1, count: 2 },
    });
  });

  test('coalesce: a single missed slot stands for itself only', () => {
    expect(decideCatchUp(missed(5), { ...RULE, mode: 'coalesce' }, JOB).coalescing).toBeUndefined();
  });

  test('coalesce: counts on from what earlier plans passed over', () => {
    const earlier = { generation: 3, coalescing: { fromDueAt: 1, count: 10 } };

    expect(decideCatchUp(missed(12, 13), { ...RULE, mode: 'coalesce' }, earlier).coalescing).toEqual({
      fromDueAt: 1,
      count: 11,
    });
  });

  test.each(['none', 'latest', 'all', 'coalesce'] as const)(
    'skips what is older than the window, whatever the mode (%s)',
    (mode) => {
      const { skipped: reasons } = decideCatchUp(missed(1, 2, 30), { ...RULE, mode, notBefore: 2 }, JOB);

      expect(reasons[0]).toEqual(skipped([1, 1], 1, 'catch-up-window'));
    },
  );

  test('runs none when all are older than the window', () => {
    expect(decideCatchUp(missed(1, 2), { ...RULE, notBefore: 3 }, JOB)).toMatchObject({
      run: [],
      consumed: 2,
    });
  });
});

describe('decideCatchUp, whatever the rule', () => {
  const situation = fc.record({
    slots: fc
      .uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 })
      .map((slots) => slots.sort((a, b) => a - b)),
    isComplete: fc.boolean(),
    rule: fc.record({
      mode: fc.constantFrom('none' as const, 'latest' as const, 'all' as const, 'coalesce' as const),
      notBefore: fc.integer({ min: -1, max: 510 }),
      maxCount: fc.integer({ min: 1, max: 20 }),
      late: fc.constant('dispatcher-down' as const),
      noneReason: fc.constant('catch-up-skip' as const),
    }),
  });

  test('each slot that it takes runs or is in exactly one skipped range, in order', () => {
    fc.assert(
      fc.property(situation, ({ slots, isComplete, rule }) => {
        const decision = decideCatchUp({ slots, isComplete }, rule, JOB);
        const inRanges = decision.skipped.flatMap(({ fromDueAt, untilDueAt, count }) => {
          const within = slots.filter((slot) => fromDueAt <= slot && slot <= untilDueAt);
          expect(within).toHaveLength(count);
          return within;
        });
        expect([...inRanges, ...decision.run]).toEqual(slots.slice(0, decision.consumed));
        if (isComplete) expect(decision.consumed).toBe(slots.length);
      }),
    );
  });

  test('runs nothing beyond its bounds', () => {
    fc.assert(
      fc.property(situation, ({ slots, isComplete, rule }) => {
        const { run } = decideCatchUp({ slots, isComplete }, rule, JOB);
        const most = { none: 0, latest: 1, coalesce: 1, all: rule.maxCount }[rule.mode];
        expect(run.length).toBeLessThanOrEqual(isComplete ? most : 0);
        expect(run.filter((slot) => slot < rule.notBefore)).toEqual([]);
      }),
    );
  });

  test('decides the same in steps as at once', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 10 }), ({ slots, rule }, step) => {
        const whole = decideCatchUp({ slots, isComplete: true }, rule, JOB);
        const run: number[] = [];
        let coalescing: { fromDueAt: number; count: number } | undefined;
        let rest = slots;
        let size = Math.max(step, rule.maxCount + 1);
        while (rest.length > 0) {
          const list = { slots: rest.slice(0, size), isComplete: rest.length <= size };
          const decision = decideCatchUp(list, rule, { ...JOB, ...(coalescing && { coalescing }) });
          run.push(...decision.run);
          coalescing = decision.coalescing ?? coalescing;
          rest = rest.slice(decision.consumed);
          size += 1;
        }
        expect(run).toEqual(whole.run);
        if (rule.mode === 'coalesce') expect(coalescing).toEqual(whole.coalescing);
      }),
    );
  });
});

describe('the rule', () => {
  test.each(CATCH_UP_POLICIES)('of the policy %s looks back as far as its window', (policy) => {
    const rule = ruleOfPolicy({ ...DEFAULT_POLICIES.catchUp, policy, windowSeconds: 60 }, 100_000);

    expect(rule).toMatchObject({
      mode: policy === 'skip' ? 'none' : policy,
      notBefore: 40_000,
      late: 'dispatcher-down',
    });
  });

  test('of a resume does not ask how old the slots are, but how many', () => {
    const resume = { at: 5, runMissed: 'all', late: 'job-paused' } as const;

    expect(ruleOfResume(resume, { ...DEFAULT_POLICIES.catchUp, maxCount: 7 })).toEqual({
      mode: 'all',
      notBefore: -Infinity,
      maxCount: 7,
      late: 'job-paused',
      noneReason: 'job-paused',
    });
  });
});
