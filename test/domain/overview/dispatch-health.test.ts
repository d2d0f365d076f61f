import { describe, expect, test } from 'vitest';
import { judgeDispatch, type DispatchFacts } from '../../../shared/domain/overview/dispatch-health.ts';

const NOW = Date.parse('2026-03-01T06:00:00Z');
const MINUTE = 60_000;

const WELL: DispatchFacts = {
  ...{ overdueRuns: 0, unfinished: { pending: 3, waiting: 0, running: 1 } },
  ...{ caughtUpAt: NOW - MINUTE, audit: undefined },
  lateness: { runs: 20, p50Seconds: 1, p95Seconds: 120 },
};

describe('judgeDispatch', () => {
  test.each<[string, Partial<DispatchFacts>, string, RegExp]>([
    ['everything began on time', {}, 'ok', /has begun/],
    ['nothing ended in the last hour', { lateness: undefined }, 'ok', /has begun/],
    ['one run is overdue', { overdueRuns: 1 }, 'behind', /^1 run has not begun/],
    ['runs are overdue and nothing is counted', { overdueRuns: 7, caughtUpAt: 0 }, 'behind', /^7 runs have/],
    ['runs began late', { lateness: { runs: 9, p50Seconds: 1, p95Seconds: 300 } }, 'behind', /1 in 20/],
    [
      'runs began later than is counted',
      { lateness: { runs: 9, p50Seconds: 1, p95Seconds: undefined } },
      ...(['behind', /1 in 20/] as const),
    ],
    ['nothing was counted ever', { caughtUpAt: undefined }, 'unknown', /followRuns/],
    ['nothing was counted of late', { caughtUpAt: NOW - 6 * MINUTE }, 'unknown', /last 6 minutes/],
  ])('when %s', (_when, facts, state, why) => {
    const judged = judgeDispatch({ ...WELL, ...facts }, NOW);

    expect(judged.state).toBe(state);
    expect(judged.why).toMatch(why);
  });
});
