import { describe, expect, test } from 'vitest';
import type { LoadView } from '../../../shared/contracts/http/load.ts';
import { loadInWords, minuteBars, nextStart } from '../../../web/overview/coming-load.ts';
import { auditInWords, latenessInWords } from '../../../web/overview/dispatch-words.ts';
import { clockTicks, hourBars, totals } from '../../../web/overview/runs-by-hour.ts';

const QUIET = { succeeded: 0, failed: 0, cancelled: 0, skipped: 0, dead: 0 };

const HOURS = [
  { from: '2026-11-21T22:00:00.000Z', byState: { ...QUIET, succeeded: 120, failed: 2, dead: 1, skipped: 4 } },
  { from: '2026-11-21T23:00:00.000Z', byState: QUIET },
  { from: '2026-11-22T00:00:00.000Z', byState: { ...QUIET, succeeded: 5, cancelled: 1 } },
];

describe('hourBars', () => {
  test('stacks what succeeded, what did not run and what failed, and says each figure in the viewer’s zone', () => {
    expect(hourBars(HOURS, 'Europe/Berlin')[0]).toEqual({
      label: '23:00: 120 succeeded, 2 failed, 1 dead, 4 skipped',
      parts: [
        { value: 120, tone: 'stable' },
        { value: 4, tone: 'idle' },
        { value: 3, tone: 'significant' },
      ],
    });
  });

  test('says that an hour had no run', () => {
    expect(hourBars(HOURS, 'UTC')[1]?.label).toBe('23:00: no run ended');
  });
});

test('sums the day, without what never happened', () => {
  expect(totals(HOURS).map(({ label, count }) => [label, count])).toEqual([
    ['succeeded', 125],
    ['failed', 2],
    ['dead', 1],
    ['skipped', 4],
    ['cancelled', 1],
  ]);
  expect(totals([]).map(({ label, count }) => [label, count])).toEqual([['succeeded', 0]]);
});

test('names the first hour, the one in the middle and the last', () => {
  expect(
    clockTicks(
      HOURS.map(({ from }) => from),
      'UTC',
    ),
  ).toEqual(['22:00', '23:00', '00:00']);
  expect(clockTicks([], 'UTC')).toEqual([]);
});

const LOAD: LoadView = {
  ...{ from: '2026-11-21T22:00:00.000Z', until: '2026-11-21T22:03:00.000Z', total: 13, isPartial: false },
  minutes: [
    { at: '2026-11-21T22:00:00.000Z', runs: 1 },
    { at: '2026-11-21T22:01:00.000Z', runs: 0 },
    { at: '2026-11-21T22:02:00.000Z', runs: 12 },
  ],
};

describe('the coming load', () => {
  test('is a bar for each minute', () => {
    expect(minuteBars(LOAD, 'UTC').map(({ label }) => label)).toEqual([
      '22:00: 1 run',
      '22:01: 0 runs',
      '22:02: 12 runs',
    ]);
  });

  test('says when most of it comes', () => {
    expect(loadInWords(LOAD, 'UTC')).toBe('13 runs; most at 22:02: 12 in a minute.');
  });

  test('says that there is more than was counted', () => {
    expect(loadInWords({ ...LOAD, isPartial: true }, 'UTC')).toMatch(/^At least 13 runs/);
  });

  test('says that nothing is coming', () => {
    expect(loadInWords({ ...LOAD, total: 0 }, 'UTC')).toBe('Nothing is to start.');
  });

  test('has its next start after now, not in the minute that has begun', () => {
    expect(nextStart(LOAD, Date.parse('2026-11-21T22:00:30.000Z'))).toBe('2026-11-21T22:02:00.000Z');
    expect(nextStart(LOAD, Date.parse('2026-11-21T22:02:30.000Z'))).toBeUndefined();
  });
});

describe('dispatch in words', () => {
  test('gives the bounds of how late runs begin', () => {
    expect(latenessInWords({ runs: 139, p50Seconds: 1, p95Seconds: 30 })).toBe(
      'Half begin within 1 s, 95 in 100 within 30 s, of 139 runs.',
    );
  });

  test('knows no bound beyond the last one', () => {
    expect(latenessInWords({ runs: 1, p50Seconds: 60 })).toBe(
      'Half begin within 1 min, 95 in 100 more than 6 h late, of 1 run.',
    );
  });

  test('says what the audit found', () => {
    expect(auditInWords({ finishedAt: '', unanswered: 0, doubles: 0 })).toBe('Every slot has one answer.');
    expect(auditInWords({ finishedAt: '', unanswered: 1, doubles: 2 })).toBe(
      '1 slot without an answer, 2 slots with two',
    );
  });
});
