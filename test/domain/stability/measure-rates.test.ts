import { describe, expect, test } from 'vitest';
import type { BinSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import { measureRates } from '../../../shared/domain/stability/measure-rates.ts';
import { measureStability } from '../../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import { categoricalBins, numericBins } from '../../support/counted-sample.ts';
import { toBytes, toCsvColumn } from '../../support/csv-text.ts';
import { counted } from '../../support/sample-counts.ts';
import { count, measure, only, specify } from '../../support/stability-run.ts';

const BASELINE = toCsvColumn([1.5, 2.5, 3.5, null]);

/** As specifications were stored before they held the range. */
function withoutRange(specification: BinSpecification): BinSpecification {
  const columns = specification.columns.map((column) => {
    if (column.status !== 'ok' || column.type !== 'numeric') return column;
    const { expectedRange: _range, ...older } = column;
    return older;
  });
  return { ...specification, columns };
}

describe('rates of a numeric column', () => {
  test('are shares of all rows: missing in both samples, out of the baseline’s range in the current one', () => {
    const current = toCsvColumn([1.5, 3.5, 3.6, 1.4, Infinity, null, null, 'oops']);

    expect(only(measure(BASELINE, current)).rates).toEqual({
      ...{ expectedMissing: 1 / 4, actualMissing: 2 / 8, outOfRange: 3 / 8 },
    });
  });

  test('count on over the blocks of a long file', () => {
    const values = Array.from({ length: 50_000 }, (_, row) => (row % 5 === 0 ? 9.5 : 2.5));

    expect(only(measure(BASELINE, toCsvColumn(values))).rates?.outOfRange).toBe(0.2);
  });

  test('have no share out of range where the baseline is infinite', () => {
    const { rates } = only(measure(toCsvColumn([1.5, Infinity]), toCsvColumn([1.5])));

    expect(rates).toEqual({ expectedMissing: 0, actualMissing: 0 });
  });

  test('are 1 for a column that goes entirely missing', () => {
    expect(only(measure(BASELINE, toBytes('x,y\n,1\n,2\n'))).rates).toMatchObject({
      ...{ actualMissing: 1, outOfRange: 0 },
    });
  });
});

describe('rates of a categorical column', () => {
  test('are shares of all rows: missing in both samples, of an unseen level in the current one', () => {
    const { rates } = only(measure(toCsvColumn(['A', 'B', null]), toCsvColumn(['A', 'C', 'D', null, 'B'])));

    expect(rates).toEqual({ expectedMissing: 1 / 3, actualMissing: 1 / 5, unseen: 2 / 5 });
  });
});

describe('a specification from before it held the range', () => {
  const older = withoutRange(specify(BASELINE));

  test('gives the same index and bins, and no share out of range', () => {
    const current = toCsvColumn([1.5, 9.5, null]);
    const counts = count(older, current);
    const { rates, shape: _older, ...before } = only(measureStability(older, counts, DEFAULT_THRESHOLDS));
    const { rates: newer, shape: _newer, ...now } = only(measure(BASELINE, current));

    expect(before).toEqual(now);
    expect(rates).toEqual({ expectedMissing: 1 / 4, actualMissing: 1 / 3 });
    expect(newer).toEqual({ ...rates, outOfRange: 1 / 3 });
  });
});

describe('rates by hand', () => {
  const column = numericBins('x', [1], { specialCodes: [-9] });

  test('have special codes in the denominator', () => {
    const expected = counted('x', [4, 4], { specialCounts: [2] });
    const actual = counted('x', [1, 1], { specialCounts: [6], missingCount: 2 });

    expect(measureRates(column, { expected, actual })).toEqual({ expectedMissing: 0, actualMissing: 0.2 });
  });

  test('have no share of unseen levels where the baseline has levels without a bin too', () => {
    const rest = categoricalBins('c', ['a'], { others: 'rest' });
    const counts = counted('c', [3], { otherCount: 1 });

    expect(measureRates(rest, { expected: counts, actual: counts })).toEqual({
      ...{ expectedMissing: 0, actualMissing: 0 },
    });
  });
});
