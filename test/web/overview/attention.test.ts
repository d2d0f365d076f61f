import { describe, expect, test } from 'vitest';
import type { AlertView } from '../../../shared/contracts/http/alert-view.ts';
import type { OverviewView } from '../../../shared/contracts/http/overview-view.ts';
import { attentionGroups, countInWords, type AttentionGroup } from '../../../web/overview/attention.ts';

type Attention = OverviewView['attention'];

const NONE = { count: 0, isCapped: false, items: [] };

const CALM: Attention = {
  ...{ drifting: NONE, failing: NONE, late: NONE, paused: NONE, quarantined: NONE, dead: NONE },
  alerts: {
    ...{ count: 0, isCapped: false },
    bySeverity: { info: 0, warning: 0, critical: 0 },
    byState: { open: 0, acknowledged: 0 },
  },
};

const OF_JOB = { jobId: 'churn-daily', valueStream: 'retention' };
const OF_RUN = { ...OF_JOB, runId: 'churn-daily.20261121T060000Z' };

function groupOf(key: string, groups: readonly AttentionGroup[]): AttentionGroup {
  const found = groups.find((group) => group.key === key);
  if (found === undefined) throw new Error(`there is no group ${key}`);
  return found;
}

describe('attentionGroups', () => {
  test('tells the gravest first, and of kinds that have nothing too', () => {
    expect(attentionGroups(CALM, []).map(({ key, count }) => [key, count])).toEqual([
      ['drifting', 0],
      ['failing', 0],
      ['dead', 0],
      ['quarantined', 0],
      ['late', 0],
      ['incidents', 0],
      ['paused', 0],
    ]);
  });

  test('leads from a drifting model to the measurement that says so', () => {
    const drifting = {
      ...OF_RUN,
      modelId: 'churn',
      psi: 0.31,
      band: 'significant-shift',
      highestBand: 'significant-shift',
      alarm: true,
    } as const;
    const groups = attentionGroups(
      {
        ...CALM,
        drifting: { count: 1, isCapped: false, items: [{ ...drifting, dueAt: '2026-11-21T06:00:00.000Z' }] },
      },
      [],
    );

    expect(groupOf('drifting', groups).items[0]).toMatchObject({
      link: ['/models', 'churn'],
      query: { run: OF_RUN.runId },
      text: 'Significant shift',
      figure: 'PSI 0.310',
    });
  });

  test('says of a stable model with an alarm whose alarm it is, and shows no index where there is none', () => {
    const alarmed = {
      ...OF_RUN,
      modelId: 'churn',
      psi: null,
      band: 'stable',
      highestBand: 'stable',
      alarm: true,
    } as const;
    const groups = attentionGroups(
      {
        ...CALM,
        drifting: { count: 1, isCapped: false, items: [{ ...alarmed, dueAt: '2026-11-21T06:00:00.000Z' }] },
      },
      [],
    );

    const [item] = groupOf('drifting', groups).items;
    expect(item?.text).toBe('Its criteria raise an alarm');
    expect(item).not.toHaveProperty('figure');
  });

  test('offers to retry the very run that failed', () => {
    const failed = {
      ...OF_RUN,
      failure: { reason: 'timed-out', message: 'It took too long.' } as const,
      finishedAt: '2026-11-21T06:10:00.000Z',
    };
    const failing = (consecutiveFailures: number) =>
      attentionGroups(
        { ...CALM, failing: { count: 1, isCapped: false, items: [{ ...failed, consecutiveFailures }] } },
        [],
      );

    expect(groupOf('failing', failing(3)).items[0]).toMatchObject({
      figure: '3 in a row',
      action: { type: 'retry', runId: OF_RUN.runId },
    });
    expect(groupOf('failing', failing(1)).items[0]).not.toHaveProperty('figure');
  });

  test('says who paused a job and why, and offers to resume it', () => {
    const paused = {
      ...OF_JOB,
      ...{ pausedAt: '2026-11-20T06:00:00.000Z', author: 'ada', reason: 'The source is being rebuilt.' },
    };
    const groups = attentionGroups({ ...CALM, paused: { count: 1, isCapped: false, items: [paused] } }, []);

    expect(groupOf('paused', groups).items[0]).toMatchObject({
      text: 'ada: The source is being rebuilt.',
      action: { type: 'resume', jobId: 'churn-daily' },
    });
  });

  test('counts incidents as the overview does, however many of them are shown', () => {
    const incident: AlertView = {
      ...{ incidentId: 'rule.1-1', ruleId: 'recipients', valueStream: 'retention', condition: 'run-failed' },
      ...{ group: 'timed-out at reports.example.com', severity: 'critical', state: 'open' },
      ...{ openedAt: '2026-11-21T06:00:00.000Z', lastCauseAt: '2026-11-21T06:00:00.000Z' },
      ...{ causeCount: 12, subjectCount: 12, failingCount: 3 },
    };
    const groups = attentionGroups(
      { ...CALM, alerts: { ...CALM.alerts, count: 41, byState: { open: 40, acknowledged: 1 } } },
      [incident],
    );

    const group = groupOf('incidents', groups);
    expect(group.count).toBe(40);
    expect(group.items[0]).toMatchObject({
      title: 'Failed run: timed-out at reports.example.com',
      text: 'critical · retention · recipients of its jobs · 3 of 12 not well',
    });
  });

  test('leads to all of a kind, within the value stream that is chosen', () => {
    const groups = attentionGroups(CALM, [], 'retention');

    expect(groupOf('dead', groups).all).toEqual({
      link: '/runs',
      query: { state: 'dead', valueStream: 'retention' },
    });
    expect(groupOf('dead', attentionGroups(CALM, [], '')).all.query).toEqual({ state: 'dead' });
  });
});

describe('countInWords', () => {
  test('says that there may be more where no more were counted', () => {
    expect(countInWords({ count: 1000, isCapped: true })).toBe('1,000+');
    expect(countInWords({ count: 7, isCapped: false })).toBe('7');
  });
});
