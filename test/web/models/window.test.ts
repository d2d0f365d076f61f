import { describe, expect, test } from 'vitest';
import type { MeasurementDetailView } from '../../../shared/contracts/http/stability-view.ts';
import { cutOffsOf, scoreColumnOf } from '../../../web/models/measuring/cut-offs.ts';
import { binRows, drawnBins } from '../../../web/models/window/bins-view.ts';
import { columnFacts } from '../../../web/models/window/column-facts.ts';
import {
  columnOf,
  groupOf,
  sampleGroups,
  type ColumnView,
} from '../../../web/models/window/sample-groups.ts';
import {
  leftOutInWords,
  segmentInWords,
  shortBin,
  statusInWords,
} from '../../../web/models/window/window-words.ts';
import { measurementOn } from './measurements.ts';

function columnWith(name: string, of: Partial<ColumnView> = {}): ColumnView {
  return { name, type: 'categorical', status: 'ok', psi: 0.1, band: 'stable', bins: [], ...of };
}

function detailWith(of: Partial<MeasurementDetailView>): MeasurementDetailView {
  return { ...measurementOn(0), segments: [], moved: [], ...of };
}

const DETAIL = detailWith({
  psi: 0.2,
  columns: [
    columnWith('age', { psi: null }),
    columnWith('score', { psi: 0.2 }),
    columnWith('plan', { psi: 0.5 }),
  ],
  segments: [
    { segment: { channel: 'web' }, currentRowCount: 10, columns: [columnWith('score', { psi: 0.1 })] },
    { segment: { channel: '' }, currentRowCount: 5, columns: [columnWith('score', { psi: 0.9 })] },
  ],
  comparisons: [
    { reference: { to: 'rolling-window', windows: 7 }, runIds: ['a', 'b'], currentRowCount: 15, columns: [] },
  ],
});

describe('sampleGroups', () => {
  test('has the column that moved most first, those without an index last', () => {
    expect(sampleGroups(DETAIL).whole?.columns.map(({ name }) => name)).toEqual(['plan', 'score', 'age']);
  });

  test('has the segment that moved most first', () => {
    expect(sampleGroups(DETAIL).segments.map(({ label }) => label)).toEqual([
      'channel missing',
      'channel web',
    ]);
  });

  test('says when there were fewer windows than asked for', () => {
    expect(sampleGroups(DETAIL).comparisons[0]?.label).toBe('The 2 of 7 windows before that there are');
  });

  test('has no whole sample where the bins are gone and the segments are a count', () => {
    const gone = detailWith({ segments: { count: 3, alarmCount: 1, notMeasuredCount: 0, worst: [] } });

    expect(sampleGroups(gone)).toMatchObject({ whole: undefined, segments: [], comparisons: [] });
  });
});

describe('groupOf', () => {
  const groups = sampleGroups(DETAIL);

  test('finds the segment of the address', () => {
    expect(groupOf(groups, { segment: '{"channel":"web"}', against: undefined })?.label).toBe('channel web');
  });

  test('takes the whole sample for a segment that is not there', () => {
    expect(groupOf(groups, { segment: '{"channel":"shop"}', against: undefined })?.kind).toBe('whole');
  });
});

test('the column is the one asked for, else the score', () => {
  const whole = sampleGroups(DETAIL).whole;

  expect(whole && columnOf(whole, { asked: 'age', score: 'score' })?.name).toBe('age');
  expect(whole && columnOf(whole, { asked: 'gone', score: 'score' })?.name).toBe('score');
  expect(whole && columnOf(whole, { asked: undefined, score: undefined })?.name).toBe('plan');
});

describe('binRows', () => {
  const bin = (label: string, [expected, actual]: readonly [number, number], contribution = 0.1) => ({
    ...{ label, expectedCount: expected, actualCount: actual, contribution },
    ...{ expectedProportion: expected / 100, actualProportion: actual / 100 },
  });

  test('points a contribution downwards where fewer came than expected', () => {
    const rows = binRows(
      columnWith('plan', { psi: 0.2, bins: [bin('basic', [60, 45]), bin('plus', [40, 55])] }),
    );

    expect(rows.map(({ signedContribution, share }) => [signedContribution, share])).toEqual([
      [-0.1, 0.5],
      [0.1, 0.5],
    ]);
  });

  test('leaves out bins that are empty on both sides', () => {
    expect(binRows(columnWith('plan', { bins: [bin('__MISSING__', [0, 0])] }))).toEqual([]);
  });

  test('says which levels are new and which have vanished', () => {
    const rows = binRows(columnWith('plan', { bins: [bin('__NEW__', [0, 15]), bin('gold', [10, 0])] }));

    expect(rows.map(({ label, change }) => [label, change])).toEqual([
      ['New levels', 'new'],
      ['gold', 'vanished'],
    ]);
  });

  test('an empty interval of a numeric column is no vanished level', () => {
    const [row] = binRows(columnWith('age', { type: 'numeric', bins: [bin('(-inf,10]', [10, 0])] }));

    expect(row?.change).toBeUndefined();
  });

  test('draws those that add most of too many bins, in the order of the axis', () => {
    const bins = Array.from({ length: 50 }, (_, index) => bin(`level ${index}`, [1, 2], index));

    const drawn = drawnBins(binRows(columnWith('city', { bins })));

    expect([drawn.length, drawn[0]?.label, drawn.at(-1)?.label]).toEqual([40, 'level 10', 'level 49']);
  });
});

describe('scoreColumnOf', () => {
  test('is the column with the PSI of the measurement where the job is gone', () => {
    expect(scoreColumnOf(DETAIL, undefined)).toBe('score');
  });

  test('is none where nothing has a score', () => {
    expect(scoreColumnOf(detailWith({ psi: null, columns: [columnWith('age')] }), undefined)).toBeUndefined();
  });
});

test('a measurement is judged by its own criteria, those of before criteria by their thresholds', () => {
  const thresholds = { moderate: 0.1, significant: 0.2 };

  expect(cutOffsOf(detailWith({ thresholds }), undefined)).toEqual(thresholds);
  expect(
    cutOffsOf(detailWith({ thresholds, criteria: { moderate: 0.3, significant: 0.4 } }), undefined),
  ).toEqual({
    ...{ moderate: 0.3, significant: 0.4 },
  });
});

describe('words of a window', () => {
  test('edges are cut to what can be read', () => {
    expect(shortBin('(0.19244000000000003,0.23526000000000002]')).toBe('(0.1924,0.2353]');
    expect(shortBin('(-inf,10.9]')).toBe('(-inf,10.9]');
    expect(shortBin('__MISSING__')).toBe('Missing values');
  });

  test('a reason says it better than the status', () => {
    expect(statusInWords('not-computable', 'The baseline has no values.')).toBe(
      'The baseline has no values.',
    );
    expect(statusInWords('missing-column')).toBe('The current sample has no such column.');
  });

  test('rows left out are counted by why', () => {
    expect(leftOutInWords({ outsideWindow: 1200, withoutTime: 0 })).toEqual([
      '1,200 rows outside of the window',
    ]);
  });

  test('a missing value of a segment is said to be one', () => {
    expect(segmentInWords({ channel: '', region: 'north' })).toBe('channel missing, region north');
  });
});

test('an infinite divergence is shown as one, with why', () => {
  const distances = {
    ...{ klActualToExpected: null, klExpectedToActual: 0.2, reason: 'The baseline lacks a bin.' },
    ...{ jensenShannon: 0, hellinger: 0, lInfinity: 0, overlap: 1 },
    chiSquare: { statistic: 1, degreesOfFreedom: 1, pValue: 0.3 },
  };

  const [group] = columnFacts(columnWith('plan', { distances }));

  expect(group?.facts).toContainEqual({
    ...{ term: 'KL, actual to expected', value: '∞', hint: 'The baseline lacks a bin.' },
  });
});
