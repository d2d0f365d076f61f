import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { measureStability } from '../../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import { toBytes, toCsvColumn } from '../../support/csv-text.ts';
import { count, measure, named, only, specify } from '../../support/stability-run.ts';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const repeat = (value: string | number | null, times: number): (string | number | null)[] =>
  new Array<string | number | null>(times).fill(value);
const spread = range(200).map((value) => value + 0.5);
const levels = [...repeat('A', 60), ...repeat('B', 40)];

describe('measureStability', () => {
  test('is 0 and stable for the baseline itself', () => {
    expect(only(measure(toCsvColumn(spread), toCsvColumn(spread)))).toMatchObject({
      status: 'ok',
      psi: 0,
      band: 'stable',
    });
  });

  // (0.5 − 0.6) ln(5/6) + (0.5 − 0.4) ln(5/4) = 0.1 ln 1.5
  test('gives the index, the band and every bin with its contribution', () => {
    const column = only(measure(toCsvColumn(levels), toCsvColumn([...repeat('A', 50), ...repeat('B', 50)])));

    expect(column.psi).toBeCloseTo(0.1 * Math.log(1.5), 15);
    expect(column.bins).toEqual([
      {
        label: 'A',
        expectedCount: 60,
        actualCount: 50,
        expectedProportion: 0.6,
        actualProportion: 0.5,
        contribution: (0.5 - 0.6) * Math.log(0.5 / 0.6),
      },
      {
        label: 'B',
        expectedCount: 40,
        actualCount: 50,
        expectedProportion: 0.4,
        actualProportion: 0.5,
        contribution: (0.5 - 0.4) * Math.log(0.5 / 0.4),
      },
    ]);
  });

  test('sees a constant move down, to which right-closed bins alone are blind', () => {
    const column = only(measure(toCsvColumn(repeat(5.5, 50)), toCsvColumn(repeat(4.5, 50))));

    expect(column).toMatchObject({ status: 'ok', band: 'significant-shift' });
    expect(column.bins.map((bin) => [bin.label, bin.actualCount])).toEqual([
      ['(-inf,5.5)', 50],
      ['[5.5]', 0],
      ['(5.5,inf)', 0],
      ['__MISSING__', 0],
    ]);
  });

  test('pools unseen levels in one bin and names them', () => {
    const column = only(
      measure(toCsvColumn(levels), toCsvColumn([...repeat('A', 80), ...repeat('C', 15), ...repeat('D', 5)])),
    );

    expect(column.bins.at(-1)).toMatchObject({ label: '__NEW__', expectedCount: 0, actualCount: 20 });
    expect(column.unseenLevels).toEqual([
      { level: 'C', count: 15 },
      { level: 'D', count: 5 },
    ]);
  });

  test('does not mention unseen levels where there are none', () => {
    expect(only(measure(toCsvColumn(levels), toCsvColumn(levels)))).not.toHaveProperty('unseenLevels');
  });

  test('counts missing and invalid values in bins of their own', () => {
    const current = [...spread, ...repeat(null, 10), ...repeat('oops', 5)];
    const { bins } = only(measure(toCsvColumn([...spread, ...repeat(null, 4)]), toCsvColumn(current)));

    expect(bins.slice(-2)).toMatchObject([
      { label: '__MISSING__', expectedCount: 4, actualCount: 10 },
      { label: '__INVALID__', expectedCount: 0, actualCount: 5 },
    ]);
  });

  test('keeps the bin of missing values, and leaves out other special bins that are empty on both sides', () => {
    const { bins } = only(measure(toCsvColumn(spread), toCsvColumn(spread)));

    expect(bins.map((bin) => bin.label).filter((label) => label.startsWith('__'))).toEqual(['__MISSING__']);
  });

  test('keeps an ordinary bin that is empty on both sides', () => {
    const { bins } = only(measure(toCsvColumn(repeat(5.5, 50)), toCsvColumn(repeat(5.5, 50))));

    expect(bins).toHaveLength(4);
  });

  test('gives proportions that sum to 1, special bins included', () => {
    const { bins } = only(measure(toCsvColumn([...spread, null]), toCsvColumn([...spread, 'x', null, null])));

    expect(bins.reduce((sum, bin) => sum + bin.expectedProportion, 0)).toBeCloseTo(1, 12);
    expect(bins.reduce((sum, bin) => sum + bin.actualProportion, 0)).toBeCloseTo(1, 12);
  });

  test('a column that goes entirely missing is a significant shift', () => {
    expect(only(measure(toCsvColumn(spread), toCsvColumn(repeat(null, 200))))).toMatchObject({
      status: 'ok',
      band: 'significant-shift',
    });
  });

  test('uses the thresholds given', () => {
    const specification = specify(toCsvColumn(levels));
    const counts = count(specification, toCsvColumn([...repeat('A', 50), ...repeat('B', 50)]));
    const bandBy = (moderate: number, significant: number): unknown =>
      measureStability(specification, counts, { moderate, significant }).columns[0]?.band;

    expect([bandBy(0.05, 0.1), bandBy(0.04, 0.1), bandBy(0.01, 0.04)]).toEqual([
      'stable',
      'moderate-shift',
      'significant-shift',
    ]);
  });

  test('passes on the number of rows and the columns that the baseline does not have', () => {
    expect(measure(toBytes('a\nx\n'), toBytes('a,b\nx,1\nx,2\n'))).toMatchObject({
      currentRowCount: 2,
      extraColumns: ['b'],
    });
  });
});

describe('what measureStability says about chance', () => {
  const hundred = [...repeat('A', 50), ...repeat('B', 50)];
  const moved = [...repeat('A', 32), ...repeat('B', 68)];

  // PSI = (0.68 − 0.5) ln 1.36 + (0.32 − 0.5) ln 0.64 = 0.1357; the critical value is 3.8415 · (1/100 + 1/100).
  test('a shift beyond chance is an alarm, with how sure it is', () => {
    const { psi, decision, significance } = only(measure(toCsvColumn(hundred), toCsvColumn(moved)));

    expect(psi).toBeCloseTo(0.18 * Math.log(1.36 / 0.64), 14);
    expect(significance).toMatchObject({ alpha: 0.05, effectiveBins: 2 });
    expect(significance?.criticalValue).toBeCloseTo(0.076829, 6);
    expect(significance?.expectedNoise).toBeCloseTo(0.02, 15);
    // erfc(√(PSI / 0.02 / 2))
    expect(significance?.pValue).toBeCloseTo(0.009198131396640762, 14);
    expect(decision).toEqual({ alarm: true, rule: 'threshold-and-critical-value' });
  });

  test('a moderate shift that chance explains is no alarm, unless the threshold alone decides', () => {
    const specification = specify(toCsvColumn([...repeat('A', 20), ...repeat('B', 20)]));
    const counts = count(specification, toCsvColumn([...repeat('A', 13), ...repeat('B', 27)]));
    const judged = (rule: 'threshold' | 'threshold-and-critical-value') =>
      only(measureStability(specification, counts, { ...DEFAULT_THRESHOLDS, rule }));

    expect(judged('threshold-and-critical-value')).toMatchObject({
      band: 'moderate-shift',
      decision: { alarm: false, rule: 'threshold-and-critical-value' },
    });
    expect(judged('threshold')).toMatchObject({
      band: 'moderate-shift',
      decision: { alarm: true, rule: 'threshold' },
    });
  });

  test('the level given sets the critical value and is kept with it', () => {
    const specification = specify(toCsvColumn(hundred));
    const counts = count(specification, toCsvColumn(moved));
    const strict = only(measureStability(specification, counts, { ...DEFAULT_THRESHOLDS, alpha: 0.001 }));

    expect(strict.significance).toMatchObject({ alpha: 0.001 });
    expect(strict.significance?.criticalValue).toBeCloseTo(10.827566 * 0.02, 8);
    expect(strict.decision?.alarm).toBe(false);
  });

  test('p-values are adjusted for all columns that have an index', () => {
    const rows = (x: readonly unknown[], y: readonly unknown[]): Uint8Array =>
      toBytes(`x,y,z\n${x.map((value, row) => `${String(value)},${String(y[row])},\n`).join('')}`);
    const { columns } = measure(rows(hundred, hundred), rows(moved, hundred));
    const [x, y, z] = columns.map((column) => column.significance);

    expect(x?.adjustedPValue).toBeCloseTo(2 * (x?.pValue ?? NaN), 15);
    expect(y).toMatchObject({ pValue: 1, adjustedPValue: 1 });
    expect(z).toBeUndefined();
  });

  test('the distances come from the bins of the index', () => {
    const { distances } = only(measure(toCsvColumn(hundred), toCsvColumn(moved)));

    expect(distances?.lInfinity).toBeCloseTo(0.18, 15);
    expect(distances?.overlap).toBeCloseTo(0.82, 15);
    expect(distances?.chiSquare.degreesOfFreedom).toBe(1);
  });

  test('a level that the baseline does not have makes a divergence infinite, which JSON gets as null', () => {
    const { distances } = only(measure(toCsvColumn(hundred), toCsvColumn([...moved, 'C'])));

    expect(distances?.klActualToExpected).toBeNull();
    expect(distances?.klExpectedToActual).toBeGreaterThan(0);
    expect(distances?.reason).toMatch(/^A divergence is infinite/);
  });

  test('a result is the same after JSON', () => {
    const result = measure(toCsvColumn(spread), toCsvColumn([...spread.slice(3), ...repeat(null, 9)]));

    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('column status', () => {
  test('ok takes 10 rows a bin in both samples', () => {
    const hundred = spread.filter((_, index) => index % 2 === 0);

    expect(only(measure(toCsvColumn(hundred), toCsvColumn(hundred))).status).toBe('ok');
  });

  test('low-sample has an index and says how many rows there are', () => {
    const column = only(measure(toCsvColumn(spread), toCsvColumn(spread.slice(0, 99))));

    expect(column).toMatchObject({
      status: 'low-sample',
      band: 'significant-shift',
      reason: '99 rows for 10 bins; at least 10 rows per bin are needed in both samples.',
    });
    expect(column.psi).toBeGreaterThan(0.25);
  });

  test('low-sample holds for a small baseline too', () => {
    expect(only(measure(toCsvColumn(spread.slice(0, 30)), toCsvColumn(spread))).status).toBe('low-sample');
  });

  test('empty bins do not count against a sample', () => {
    expect(only(measure(toCsvColumn(repeat(5.5, 10)), toCsvColumn(repeat(5.5, 10)))).status).toBe('ok');
  });

  test.each([
    ['empty-current', 'a,b\n1.5,2.5\n', 'a,b\n', 'The current sample has no rows.'],
    ['missing-column', 'a,b\n1.5,2.5\n', 'b\n2.5\n', 'The current sample has no such column.'],
    ['missing-column', 'a,b\n1.5,2.5\n', 'b\n', 'The current sample has no such column.'],
    ['not-computable', 'a,b\n,2.5\n', 'a,b\n1.5,2.5\n', 'The baseline has no values.'],
    ['type-changed', 'a,b\n1.5,2.5\n', 'a,b\nx,1\ny,1\n1,1\n,1\n', '2 current values are no numbers.'],
  ])('%s has no index, never 0 (%#)', (status, ...[baseline, current, reason]) => {
    const column = named(measure(toBytes(baseline), toBytes(current)).columns, 'a');

    expect(column).toEqual({ name: 'a', type: 'numeric', status, reason, psi: null, band: null, bins: [] });
  });

  test('half of the values invalid is not yet another type', () => {
    const column = only(measure(toCsvColumn(spread), toCsvColumn([...spread, ...repeat('x', 200)])));

    expect(column.status).toBe('ok');
  });
});

describe('what measureStability refuses', () => {
  const specification = specify(toCsvColumn(levels));
  const counts = count(specification, toCsvColumn(levels));

  test('thresholds out of order', () => {
    expect(() => measureStability(specification, counts, { moderate: 0.3, significant: 0.2 })).toThrow(
      InvalidInput,
    );
  });

  test.each([
    ['another column', specify(toBytes('y\nA\n'))],
    ['more columns', specify(toBytes('x,y\nA,B\n'))],
    ['other bins', specify(toCsvColumn(['A', 'B', 'C']))],
  ])('counts of a specification with %s', (_, other) => {
    expect(() => measureStability(other, counts, DEFAULT_THRESHOLDS)).toThrow(
      'The counts do not belong to this bin specification.',
    );
  });

  test('counts of a column whose baseline could be counted, which say it could not', () => {
    const foreign = { ...counts, columns: [{ name: 'x', status: 'not-computable' as const }] };

    expect(() => measureStability(specification, foreign, DEFAULT_THRESHOLDS)).toThrow(InvalidInput);
  });

  test('a significance level that is none', () => {
    expect(() => measureStability(specification, counts, { ...DEFAULT_THRESHOLDS, alpha: 5 })).toThrow(
      'The significance level must lie between 0 and 1; it is 5.',
    );
  });

  test('a convention that it does not know', () => {
    const later = { ...specification, convention: { ...specification.convention, version: 2 } };

    expect(() => measureStability(later, counts, DEFAULT_THRESHOLDS)).toThrow(InvalidInput);
  });
});
