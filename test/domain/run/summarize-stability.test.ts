import { describe, expect, test } from 'vitest';
import { stabilitySummary } from '../../../shared/contracts/run.ts';
import type { StabilityTask } from '../../../shared/domain/job/stability-task.ts';
import type { StabilitySummary } from '../../../shared/domain/run/run.ts';
import { summarize, type SummaryContext } from '../../../shared/domain/run/summarize-stability.ts';
import type { ColumnStability, StabilityResult } from '../../../shared/domain/stability/stability-result.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import { present } from '../../support/present.ts';

const task: StabilityTask = {
  modelId: 'churn',
  baselineId: 'b1',
  current: { kind: 'snowflake', table: 'db.s.scores' },
  scoreColumn: 'score',
  characteristics: 'all',
  comparisons: [],
  criteria: DEFAULT_THRESHOLDS,
  recipients: [],
};
const { scoreColumn: _score, ...taskWithoutScore } = task;

function column(name: string, psi: number | null, alarm = false): ColumnStability {
  const rest = { name, type: 'numeric', bins: [] } as const;
  return psi === null
    ? { ...rest, status: 'missing-column', psi, band: null }
    : { ...rest, status: 'ok', psi, band: 'stable', decision: { alarm, rule: 'threshold' } };
}

function summaryOf(
  columns: readonly ColumnStability[],
  {
    given = task,
    more = {},
    context = {},
  }: {
    readonly given?: StabilityTask;
    readonly more?: Partial<StabilityResult>;
    readonly context?: Partial<SummaryContext>;
  } = {},
): StabilitySummary {
  const result = { currentRowCount: 7, columns, extraColumns: [], ...more };
  const paths = { detailPath: 'results/x.json', countsPath: 'results/x.counts.json' };
  return summarize(given, result, { ...paths, ...context });
}

describe('summarize', () => {
  test('gives the score’s index and band', () => {
    expect(summaryOf([column('age', 0.5), column('score', 0.04)])).toMatchObject({
      modelId: 'churn',
      baselineId: 'b1',
      currentRowCount: 7,
      psi: 0.04,
      band: 'stable',
      detailPath: 'results/x.json',
    });
  });

  test('has no index where the score could not be computed', () => {
    expect(summaryOf([column('age', 0.5), column('score', null)])).toMatchObject({ psi: null, band: null });
  });

  test('has no index where no score is watched, and ranks every column', () => {
    const summary = summaryOf([column('score', 0.3)], { given: taskWithoutScore });

    expect(summary).toMatchObject({ psi: null, worstCharacteristics: [{ name: 'score', psi: 0.3 }] });
  });

  test('names the five characteristics that moved most, the furthest first, ties by name', () => {
    const columns = [
      ...[column('a', 0.1), column('b', 0.6), column('score', 9), column('d', 0.2)],
      ...[column('f', 0.3), column('e', 0.3), column('g', null), column('h', 0.15)],
    ];

    expect(summaryOf(columns).worstCharacteristics.map(({ name }) => name)).toEqual([
      'b',
      'e',
      'f',
      'd',
      'h',
    ]);
  });

  test('counts the columns by status', () => {
    expect(summaryOf([column('a', 1), column('b', null), column('c', 0)]).statusCounts).toEqual({
      ok: 2,
      'missing-column': 1,
    });
  });

  test('says where the counts are and which interval was measured, in UTC', () => {
    const context = { window: { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 2) } };

    expect(summaryOf([], { context })).toMatchObject({
      countsPath: 'results/x.counts.json',
      window: { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' },
    });
  });

  test('leaves out what there is none of', () => {
    expect(Object.keys(summaryOf([]))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(window|segments)$/)]),
    );
  });
});

describe('the alarm of a summary', () => {
  const moved = [
    column('b', 0.2, true),
    column('a', 0.4, true),
    column('calm', 0),
    column('score', 0.1, true),
  ];

  test('names the columns that have one, the score first, then the highest index', () => {
    expect(summaryOf(moved)).toMatchObject({ alarm: true, alarms: { count: 3, names: ['score', 'a', 'b'] } });
  });

  test('is none where no column has one', () => {
    expect(summaryOf([column('a', 0.4), column('b', null)])).toMatchObject({
      ...{ alarm: false, alarms: { count: 0, names: [] } },
    });
  });

  test('names twenty columns and counts all', () => {
    const columns = Array.from({ length: 300 }, (_, index) => column(`c${index}`, index, true));

    const { alarms } = summaryOf(columns);

    expect(alarms?.count).toBe(300);
    expect(alarms?.names).toHaveLength(20);
    expect(alarms?.names[0]).toBe('c299');
  });

  test('waits for enough windows where the criteria ask for several; the columns are named at once', () => {
    const given = { ...task, criteria: { ...DEFAULT_THRESHOLDS, consecutive: { k: 2, n: 3 } } };
    const after = (earlierAlarms?: readonly boolean[]): StabilitySummary =>
      summaryOf(moved, { given, context: earlierAlarms === undefined ? {} : { earlierAlarms } });

    expect(after()).toMatchObject({ alarm: false, alarms: { count: 3 } });
    expect(after([false, true])).toMatchObject({ alarm: true });
    expect(after([false, false, true])).toMatchObject({ alarm: false });
  });

  test('reaches two of three windows through the summaries of the windows before', () => {
    const given = { ...task, criteria: { ...DEFAULT_THRESHOLDS, consecutive: { k: 2, n: 3 } } };
    const first = summaryOf(moved, { given });

    const earlierAlarms = [present(first.alarms).count > 0];
    const second = summaryOf(moved, { given, context: { earlierAlarms } });

    expect([first.alarm, second.alarm]).toEqual([false, true]);
  });
});

describe('the segments of a summary', () => {
  const segment = (region: string, ...columns: readonly ColumnStability[]) => ({
    ...{ segment: { region }, currentRowCount: 1, columns },
  });

  test('are counted, and the ones named whose column moved most', () => {
    const segments = [
      segment('north', column('a', 0.1), column('b', 0.3, true)),
      segment('south', column('a', 0.7, true), column('b', null)),
      segment('new', column('a', null)),
    ];

    expect(summaryOf([], { more: { segments } }).segments).toEqual({
      ...{ count: 3, alarmCount: 2, notMeasuredCount: 1 },
      worst: [
        { segment: { region: 'south' }, name: 'a', psi: 0.7, band: 'stable' },
        { segment: { region: 'north' }, name: 'b', psi: 0.3, band: 'stable' },
      ],
    });
  });

  test('are five at most, with values cut to a hundred characters, none of them in two', () => {
    const long = '😀'.repeat(150);
    const segments = Array.from({ length: 900 }, () => segment(long, column('a', 1)));

    const summary = summaryOf([], { more: { segments } });

    expect(summary.segments).toMatchObject({ count: 900 });
    expect(summary.segments?.worst).toHaveLength(5);
    expect(summary.segments?.worst[0]?.segment).toEqual({ region: `${'😀'.repeat(99)}…` });
    expect(JSON.stringify(summary).length).toBeLessThan(5_000);
  });

  test('keep a value that has a hundred characters and more code units', () => {
    const segments = [segment('😀'.repeat(100), column('a', 1))];

    expect(summaryOf([], { more: { segments } }).segments?.worst[0]?.segment).toEqual({
      region: '😀'.repeat(100),
    });
  });
});

describe('a stored summary', () => {
  const full = summaryOf([column('a', 0.4, true)], {
    more: { segments: [{ segment: { region: 'north' }, currentRowCount: 1, columns: [column('a', 1)] }] },
    context: { window: { from: 0, to: 1 }, earlierAlarms: [true] },
  });

  test('is the same after JSON', () => {
    expect(stabilitySummary.parse(JSON.parse(JSON.stringify(full)))).toEqual(full);
  });

  test('of an older run has neither alarm nor segments, and is read as it is', () => {
    const older = {
      ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 7, psi: null, band: null },
      ...{ statusCounts: { ok: 1 }, worstCharacteristics: [], detailPath: 'results/x.json' },
    };

    expect(stabilitySummary.parse(older)).toEqual(older);
  });
});
