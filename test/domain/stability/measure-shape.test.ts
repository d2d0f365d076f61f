import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NumericBins } from '../../../shared/domain/stability/bin-specification.ts';
import { measureShape, type Shape } from '../../../shared/domain/stability/measure-shape.ts';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';
import type { CountedColumn, Moments } from '../../../shared/domain/stability/sample-counts.ts';
import { present } from '../../support/present.ts';
import { numericBins } from '../../support/counted-sample.ts';
import { counted } from '../../support/sample-counts.ts';

const ROWS = { expected: 1, actual: 1 };

function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squaredDeviations = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count: values.length, mean, squaredDeviations };
}

/** Right-closed counts on the grid, by a plain search. */
function countOn(grid: readonly number[], values: readonly number[], more: object = {}): CountedColumn {
  const profileCounts = new Array<number>(grid.length + 1).fill(0);
  for (const value of values) {
    const interval = grid.filter((edge) => edge < value).length;
    profileCounts[interval] = present(profileCounts[interval]) + 1;
  }
  const range = { min: Math.min(...values), max: Math.max(...values) };
  return counted('x', [values.length], { profileCounts, moments: momentsOf(values), range, ...more });
}

function shapeOf(
  grid: readonly number[],
  ...[baseline, current]: readonly [readonly number[], readonly number[]]
): Shape {
  const column = gridded(grid);
  const counts = { expected: countOn(grid, baseline), actual: countOn(grid, current) };
  return present(measureShape(column, counts, ROWS));
}

function gridded(profileEdges: readonly number[], more: Partial<NumericBins> = {}): NumericBins {
  return numericBins('x', [], { profileEdges, ...more });
}

/** The statistic from the values themselves. */
function trueKs(one: readonly number[], other: readonly number[]): number {
  const share = (values: readonly number[], at: number): number =>
    values.filter((value) => value <= at).length / values.length;
  return Math.max(...[...one, ...other].map((value) => Math.abs(share(one, value) - share(other, value))));
}

/** The distance from the values themselves: both repeated to one length, sorted, compared one by one. */
function trueWasserstein(one: readonly number[], other: readonly number[]): number {
  const stretch = (values: readonly number[], times: number): number[] =>
    values.flatMap((value) => new Array<number>(times).fill(value)).sort((a, b) => a - b);
  const left = stretch(one, other.length);
  const right = stretch(other, one.length);
  return left.reduce((sum, value, index) => sum + Math.abs(value - present(right[index])), 0) / left.length;
}

const sampleValues = fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 1, maxLength: 30 });
const gridEdges = fc
  .uniqueArray(fc.integer({ min: -30, max: 50 }), { minLength: 1, maxLength: 12 })
  .map((edges) => edges.toSorted((a, b) => a - b));

describe('measureShape', () => {
  // One half below 1 in the baseline, all of it above in the current sample.
  test('gives the largest difference of the distribution functions and what it may be at most', () => {
    const { ks, ksAtMost } = shapeOf([1, 2], [0.5, 1.5], [1.2, 1.8]);

    expect(ks).toBe(0.5);
    // Between 1 and 2 both rise to 1: from 0.5 and from 0.
    expect(ksAtMost).toBe(1);
  });

  test('is exact for values that have an edge on both sides', () => {
    const grid = [1, 2, 3].flatMap((value) => [nextBelow(value), value]);
    const shape = shapeOf(grid, [1, 1, 2, 3], [2, 3, 3, 3]);

    expect(shape.ks).toBe(0.5);
    expect(shape.ksAtMost).toBe(0.5);
    expect(shape.wasserstein).toBeCloseTo(trueWasserstein([1, 1, 2, 3], [2, 3, 3, 3]), 14);
    expect(shape.wassersteinWithin).toBeLessThan(1e-14);
  });

  test('is 0 for equal samples of different size', () => {
    const values = [0.3, 1.1, 1.7, 2.9, 3.3];

    const shape = shapeOf([1, 2, 3], values, [...values, ...values, ...values]);

    expect(shape.ks).toBe(0);
    expect(shape.wasserstein).toBeCloseTo(0, 14);
    expect(shape.actualMean).toBeCloseTo(shape.expectedMean, 14);
  });

  // R: sd(c(1, 2, 4)), sd(c(2, 3))
  test('has means and standard deviations with n − 1; none for a single value', () => {
    const shape = shapeOf([1, 2, 3], [1, 2, 4], [2, 3]);

    expect(shape.expectedMean).toBeCloseTo(7 / 3, 15);
    expect(shape.expectedSd).toBeCloseTo(1.527525231651947, 14);
    expect(shape.actualMean).toBe(2.5);
    expect(shape.actualSd).toBeCloseTo(Math.SQRT1_2, 15);
    expect(shapeOf([1], [1, 2], [7]).actualSd).toBeNull();
  });

  // Weights 2, 2, 2, 2 are four effective rows: Σw² / Σw = 2.
  test('of weights counts effective rows in the standard deviation', () => {
    const expected = countOn([1], [1, 1, 3, 3]);
    const doubled = counted('x', [8], {
      profileCounts: [4, 4],
      moments: { count: 8, mean: 2, squaredDeviations: 8 },
    });

    const shape = measureShape(gridded([1]), { expected, actual: doubled }, { expected: 1, actual: 0.5 });

    expect(shape?.actualSd).toBe(shape?.expectedSd);
    expect(shape?.actualSd).toBeCloseTo(Math.sqrt(4 / 3), 15);
  });

  test('of a single weighted row has no standard deviation, whatever rounding leaves', () => {
    const single = counted('x', [0.1], {
      profileCounts: [0.1, 0],
      moments: { count: 0.1, mean: 1, squaredDeviations: 0 },
    });

    const rows = { expected: 1, actual: 0.1 / (0.1 * 0.1) };

    expect(
      measureShape(gridded([1]), { expected: countOn([1], [1]), actual: single }, rows)?.actualSd,
    ).toBeNull();
  });

  test('holds the true statistic between its two bounds, and the true distance within its error', () => {
    fc.assert(
      fc.property(gridEdges, sampleValues, sampleValues, (grid, baseline, current) => {
        const { ks, ksAtMost, wasserstein, wassersteinWithin } = shapeOf(grid, baseline, current);
        const statistic = trueKs(baseline, current);
        const distance = trueWasserstein(baseline, current);
        return (
          ks <= statistic + 1e-12 &&
          statistic <= ksAtMost + 1e-12 &&
          Math.abs((wasserstein ?? NaN) - distance) <= (wassersteinWithin ?? NaN) + 1e-9
        );
      }),
    );
  });
});

describe('the ends of a sample on the grid', () => {
  const grid = [0, 10];
  const range = { min: -10, max: 20 };
  const baseline = countOn(grid, [-10, 5, 20], { range: undefined, outOfRangeCount: 0 });

  test('are its own smallest and largest value', () => {
    expect(shapeOf(grid, [-5, 5, 12], [-5, 5, 112]).wasserstein).toBeCloseTo(100 / 3, 12);
  });

  test('are the baseline’s where all its values are within', () => {
    const actual = countOn(grid, [-5, 5, 15], { range: undefined, outOfRangeCount: 0 });

    const shape = measureShape(gridded(grid, { expectedRange: range }), { expected: baseline, actual }, ROWS);

    // Each third is spread over 10: off by at most 5, in both samples.
    expect(shape?.wassersteinWithin).toBeCloseTo(10, 12);
  });

  test('are the baseline’s for want of better, without a bound; but the means are known', () => {
    const actual = countOn(grid, [1000, 1001, 1002], { range: undefined, outOfRangeCount: 3 });

    const shape = measureShape(gridded(grid, { expectedRange: range }), { expected: baseline, actual }, ROWS);

    expect(shape).toMatchObject({ wasserstein: 1001 - 5, wassersteinWithin: null });
  });

  test('are the outer edges where not even that is known', () => {
    const unknown = (values: readonly number[]) => countOn(grid, values, { range: undefined });

    const shape = measureShape(
      gridded(grid),
      { expected: unknown([-10, 5, 20]), actual: unknown([-10, 5, 20]) },
      ROWS,
    );

    expect(shape).toMatchObject({ ks: 0, wasserstein: 0, wassersteinWithin: null });
  });
});

describe('measureShape without the figures it needs', () => {
  const grid = [0, 10];
  const whole = countOn(grid, [1, 2]);

  test.each([
    ['an older specification has no grid', numericBins('x', []), whole],
    ['a grid has no edges', gridded([]), counted('x', [1], { profileCounts: [1], moments: momentsOf([1]) })],
    ['a sample was not counted on the grid', gridded(grid), counted('x', [1], { moments: momentsOf([1]) })],
    ['a sample has no finite values', gridded(grid), counted('x', [1], { profileCounts: [0, 0, 1] })],
  ])('has none where %s', (_, column, counts) => {
    expect(measureShape(column, { expected: counts, actual: counts }, ROWS)).toBeUndefined();
  });

  test('has none where only the current sample lacks them', () => {
    const actual = counted('x', [1], { profileCounts: [0, 0, 1] });

    expect(measureShape(gridded(grid), { expected: whole, actual }, ROWS)).toBeUndefined();
  });

  test.each([
    ['the baseline', countOn(grid, [1, 2], { profileCounts: [0, 2, 1] }), whole],
    ['the current sample', whole, countOn(grid, [1, 2], { profileCounts: [1, 2, 0] })],
  ])('has no distance where %s holds an infinite value', (_, expected, actual) => {
    const shape = measureShape(gridded(grid), { expected, actual }, ROWS);

    expect(shape).toMatchObject({ wasserstein: null, wassersteinWithin: null });
    expect(shape?.ks).toBeCloseTo(1 / 3, 15);
  });

  test('has no distance that JSON could not say', () => {
    const huge = { profileCounts: [1, 0, 1], moments: { count: 2, mean: 0, squaredDeviations: 0 } };
    const actual = counted('x', [2], { ...huge, range: { min: -1.7e308, max: 1.7e308 } });

    const shape = measureShape(gridded(grid), { expected: whole, actual }, ROWS);

    expect(JSON.parse(JSON.stringify(shape))).toEqual(shape);
  });

  test('refuses counts of another grid', () => {
    const actual = counted('x', [1], { profileCounts: [1], moments: momentsOf([1]) });

    expect(() => measureShape(gridded(grid), { expected: whole, actual }, ROWS)).toThrow(
      'The counts do not belong to this bin specification.',
    );
  });
});
