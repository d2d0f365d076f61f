import { describe, expect, test } from 'vitest';
import {
  changeOf,
  commandWords,
  isUnderWay,
  roundWords,
  selectorWords,
  standingOf,
  tallyOf,
} from '../../../../web/jobs/fleets/fleet-words.ts';

const NONE = { models: 0, created: 0, edited: 0, unchanged: 0, removed: 0, kept: 0, failed: 0 };
const AT = '2026-03-04T09:30:00.000Z';

function round(counts: Partial<typeof NONE>) {
  return { generation: 2, startedAt: AT, updatedAt: AT, counts: { ...NONE, ...counts } };
}

function fleet(progress: object, state: 'active' | 'deleting' = 'active') {
  return { state, progress: { isUpToDate: true, ...progress } };
}

describe('standingOf', () => {
  test('is in step once every job is what the fleet wants', () => {
    expect(standingOf(fleet({ last: round({ models: 3, unchanged: 3 }) })).label).toBe('In step');
  });

  test('tells how many models have not the job that they should have', () => {
    const behind = fleet({ last: round({ models: 1200, unchanged: 0, failed: 1200 }) });

    expect(standingOf(behind)).toMatchObject({ label: '1,200 behind', tone: 'significant' });
    expect(tallyOf(behind)).toEqual({ models: 1200, inStep: 0, behind: 1200 });
  });

  test('is changing while a round is under way, or one is still to begin', () => {
    expect(standingOf(fleet({ round: round({}) })).label).toBe('Changing');
    expect(standingOf(fleet({ isUpToDate: false })).label).toBe('Changing');
    expect(standingOf(fleet({}, 'deleting')).label).toBe('Being deleted');
  });
});

describe('isUnderWay', () => {
  test('also while something that was asked for all jobs is', () => {
    const command = {
      action: 'pause',
      author: 'ada',
      reason: 'x',
      askedAt: AT,
      counts: { jobs: 1, changed: 1, failed: 0 },
    };

    expect(isUnderWay(fleet({ command }))).toBe(true);
    expect(isUnderWay(fleet({ command: { ...command, finishedAt: AT } }))).toBe(false);
  });
});

describe('changeOf', () => {
  test('measures a round by how many models there were last', () => {
    const change = changeOf(
      fleet({ round: round({ models: 400, edited: 399, failed: 1 }), last: round({ models: 10_000 }) }),
    );

    expect(change).toEqual({
      words: '400 of about 10,000 jobs looked at: 399 edited, 1 failed',
      ...{ done: 400, total: 10_000 },
    });
  });

  test('knows no end of a first round, and nothing of a fleet that is in step', () => {
    expect(changeOf(fleet({ round: round({}) }))?.total).toBeUndefined();
    expect(changeOf(fleet({}))).toBeUndefined();
    expect(changeOf(fleet({ isUpToDate: false }))?.words).toMatch(/half a minute/);
  });

  test('counts jobs that are let go, whose models are selected no longer', () => {
    const going = fleet({ round: round({ removed: 7 }), last: round({ models: 20 }) }, 'deleting');

    expect(changeOf(going)).toEqual({ words: '7 of about 20 jobs let go: 7 removed', done: 7, total: 20 });
  });
});

test('roundWords tells what a round has done', () => {
  expect(roundWords(round({ created: 2, kept: 1 }))).toBe('2 created, 1 kept');
  expect(roundWords(round({ unchanged: 9 }))).toBe('nothing to change');
});

test('commandWords tells how far it is, and what became of it', () => {
  const pause = { action: 'pause' as const, author: 'ada', reason: 'x', askedAt: AT };
  const counts = { jobs: 3, changed: 1, failed: 1 };

  expect(commandWords({ ...pause, counts })).toBe('Pausing one job, 1 failed (3 jobs looked at)');
  expect(commandWords({ ...pause, counts, finishedAt: AT })).toBe('Paused one job, 1 failed of 3 jobs');
  expect(
    commandWords({ ...pause, action: 'trigger', counts: { jobs: 2, changed: 2, failed: 0 }, finishedAt: AT }),
  ).toBe('Started 2 runs of 2 jobs');
});

describe('selectorWords', () => {
  test('has no condition where nothing is said', () => {
    expect(selectorWords({})).toEqual([]);
  });

  test('says each condition, and names the first models only', () => {
    expect(
      selectorWords({
        ...{ tags: ['a', 'b'], owner: 'ada', idPrefix: 'churn-' },
        ...{ modelIds: ['m1', 'm2', 'm3', 'm4'], exceptModelIds: ['m2'] },
      }),
    ).toEqual([
      'with the tags a, b',
      'of ada',
      'whose id begins with churn-',
      'among m1, m2, m3 and 1 more',
      'but m2',
    ]);
  });
});
