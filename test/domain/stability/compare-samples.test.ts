import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { Bins, UnbinnedColumn } from '../../../shared/domain/stability/bin-specification.ts';
import { type BinConvention, HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import type { StabilityCriteria } from '../../../shared/domain/stability/decide-alarm.ts';
import { compareSamples, measureStability } from '../../../shared/domain/stability/measure-stability.ts';
import type { SampleCounts } from '../../../shared/domain/stability/sample-counts.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import type { ColumnStability } from '../../../shared/domain/stability/stability-result.ts';
import { present } from '../../support/present.ts';
import { binsOf, categoricalBins, numericBins } from '../../support/counted-sample.ts';
import { counted, sample } from '../../support/sample-counts.ts';

const UNBINNED: UnbinnedColumn = {
  ...{ name: 'u', type: 'numeric', status: 'not-computable' },
  reason: 'The baseline has no values.',
};
const X = binsOf([numericBins('x', [1])]);

function compare(
  bins: Bins,
  samples: { readonly reference: SampleCounts; readonly actual: SampleCounts },
  criteria: StabilityCriteria = DEFAULT_THRESHOLDS,
): readonly ColumnStability[] {
  return compareSamples(bins, samples, criteria).columns;
}

function first(columns: readonly ColumnStability[]): ColumnStability {
  return present(columns[0], 'column');
}

function convention(change: Partial<BinConvention>): BinConvention {
  return { ...HOUSE_CONVENTION, name: 'changed', ...change };
}

describe('compareSamples', () => {
  test('is the same formula whatever the reference is: both samples are counts', () => {
    const one = sample([counted('x', [50, 50])]);
    const other = sample([counted('x', [80, 20])]);

    const there = first(compare(X, { reference: one, actual: other }));
    const back = first(compare(X, { reference: other, actual: one }));

    expect(there.psi).toBeCloseTo(0.3 * Math.log(4), 15);
    expect(back.psi).toBeCloseTo(present(there.psi ?? undefined), 15);
  });

  test('has the bins of special codes beside the intervals, in the index and in the rates', () => {
    const bins = binsOf([numericBins('x', [1], { specialCodes: [-9] })]);
    const reference = sample([counted('x', [40, 40], { specialCounts: [20] })]);
    const actual = sample([counted('x', [40, 40], { specialCounts: [0], missingCount: 20 })]);

    const { bins: rows, rates } = first(compare(bins, { reference, actual }));

    expect(rows.map((bin) => [bin.label, bin.actualProportion])).toEqual([
      ['(-inf,1]', 0.4],
      ['(1,inf)', 0.4],
      ['{-9}', 0],
      ['__MISSING__', 0.2],
    ]);
    expect(rates).toEqual({ expectedMissing: 0, actualMissing: 0.2 });
  });

  test('lists the ten most frequent levels that the baseline does not have, even where each has a bin', () => {
    const otherLevels = Array.from({ length: 12 }, (_, index) => ({ level: `n${index}`, count: 1 }));
    const bins = binsOf([categoricalBins('c', ['a'])], { convention: convention({ unseen: 'own-bins' }) });
    const reference = sample([counted('c', [100])]);
    const actual = sample([counted('c', [100], { otherCount: 12, otherLevels })]);

    const column = first(compare(bins, { reference, actual }));

    expect(column.unseenLevels).toEqual(otherLevels.slice(0, 10));
    expect(column.bins).toHaveLength(13);
  });

  test('lists what is in the rest as that: some of it may be in the baseline too', () => {
    const bins = binsOf([categoricalBins('c', ['a'], { others: 'rest' })]);
    const reference = sample([counted('c', [100], { otherCount: 5 })]);
    const actual = sample([counted('c', [100], { otherCount: 5, otherLevels: [{ level: 'z', count: 5 }] })]);

    const column = first(compare(bins, { reference, actual }));

    expect(column.otherLevels).toEqual([{ level: 'z', count: 5 }]);
    expect(column).not.toHaveProperty('unseenLevels');
    expect(column.rates).not.toHaveProperty('unseen');
  });

  test('has the points and the shape of a column that has them', () => {
    const moments = { count: 100, mean: 1, squaredDeviations: 99 };
    const bins = binsOf([
      numericBins('x', [1], { profileEdges: [1], points: { ofBins: [10, 30], ofSpecialCodes: [] } }),
    ]);
    const reference = sample([counted('x', [50, 50], { profileCounts: [50, 50], moments })]);
    const actual = sample([counted('x', [25, 75], { profileCounts: [25, 75], moments })]);

    const { points, shape } = first(compare(bins, { reference, actual }));

    expect(points?.csi).toBe(5);
    expect(shape).toMatchObject({ ks: 0.25, expectedSd: 1 });
  });

  test('looks at effective rows where rows are weighted, and says how many there are', () => {
    const weights = { sum: 100, sumOfSquares: 1_000 };
    const weighted = binsOf([numericBins('x', [1])], { weightColumn: 'w' });
    const reference = sample([counted('x', [50, 50])], { weights });

    const column = first(compare(weighted, { reference, actual: reference }));

    expect(column).toMatchObject({ status: 'low-sample', psi: 0 });
    expect(column.significance?.effectiveRows).toEqual({ expected: 10, actual: 10 });
  });

  test('alarms by the adjusted p-value when it is asked to: one shift among many columns may be chance', () => {
    const names = Array.from({ length: 20 }, (_, index) => `x${index}`);
    const bins = binsOf(names.map((name) => numericBins(name, [1])));
    const reference = sample(names.map((name) => counted(name, [50, 50])));
    const actual = sample(names.map((name, index) => counted(name, index === 0 ? [66, 34] : [50, 50])));
    const alarmBy = (rule: StabilityCriteria['rule'] & string): unknown =>
      first(compare(bins, { reference, actual }, { ...DEFAULT_THRESHOLDS, rule })).decision?.alarm;

    expect(alarmBy('threshold-and-critical-value')).toBe(true);
    expect(alarmBy('threshold-and-adjusted-p-value')).toBe(false);
  });
});

describe('what cannot be compared', () => {
  const whole = sample([counted('x', [50, 50])]);
  const missing = sample([{ name: 'x', status: 'missing-column' }], { rowCount: 7 });
  const empty = sample([counted('x', [0, 0])]);
  const valueless = sample([counted('x', [0, 0], { missingCount: 9 })]);
  const texts = sample([counted('x', [1, 1], { invalidCount: 3 })]);
  const dropping = { ...X, convention: convention({ missing: 'drop' }) };

  test.each([
    ['missing-column', X, whole, missing, 'The current sample has no such column.'],
    ['missing-column', X, missing, missing, 'The current sample has no such column.'],
    ['not-computable', X, missing, whole, 'The reference has no such column.'],
    ['empty-current', X, whole, empty, 'The current sample has no rows.'],
    ['empty-current', X, empty, empty, 'The current sample has no rows.'],
    ['not-computable', X, empty, whole, 'The reference has no rows.'],
    ['not-computable', dropping, whole, valueless, 'The current sample has no values.'],
    ['not-computable', dropping, valueless, whole, 'The reference has no values.'],
    ['type-changed', X, whole, texts, '3 current values are no numbers.'],
    ['not-computable', X, texts, whole, '3 values of the reference are no numbers.'],
  ])('is %s, never 0 (%#)', (status, ...[bins, reference, actual, reason]) => {
    expect(first(compare(bins, { reference, actual }))).toEqual({
      ...{ name: 'x', type: 'numeric', status, reason, psi: null, band: null, bins: [] },
    });
  });

  test('is a column without bins, for the reason that it has none', () => {
    const bins = binsOf([UNBINNED]);
    const counts = sample([{ name: 'u', status: 'not-computable' }], { rowCount: 5 });

    expect(first(compare(bins, { reference: counts, actual: counts }))).toMatchObject(UNBINNED);
  });

  test('is a column with an empty bin, where the convention leaves it empty; JSON has no infinity', () => {
    const bins = { ...X, convention: convention({ emptyBins: { kind: 'none' } }) };
    const actual = sample([counted('x', [100, 0])]);

    expect(first(compare(bins, { reference: whole, actual }))).toEqual({
      ...{ name: 'x', type: 'numeric', status: 'not-computable', psi: null, band: null, bins: [] },
      reason:
        "The index is infinite: the bin '(1,inf)' is empty in the current sample, and the convention has no rule for it.",
    });
  });

  test('numbers that are special codes are numbers all the same', () => {
    const bins = binsOf([numericBins('x', [1], { specialCodes: [-9] })]);
    const counts = sample([counted('x', [1, 1], { specialCounts: [2], invalidCount: 3 })]);

    expect(first(compare(bins, { reference: counts, actual: counts })).psi).toBe(0);
  });

  test('weighs nothing at all', () => {
    const weights = { sum: 0, sumOfSquares: 0 };
    const weightless = sample([counted('x', [0, 0])], { rowCount: 3, weights });

    expect(first(compare(X, { reference: whole, actual: weightless }))).toMatchObject({
      ...{ status: 'not-computable', reason: 'The current sample has no values.' },
    });
  });
});

describe('segments', () => {
  const bins = binsOf([numericBins('x', [1]), UNBINNED], { segmentBy: ['region', 'product'] });
  const u = { name: 'u', status: 'not-computable' } as const;
  const part = (key: readonly string[], counts: readonly number[]) => ({
    ...{ key, rowCount: counts.reduce((sum, count) => sum + count, 0) },
    columns: [counted('x', counts), u],
  });
  const expected = sample([counted('x', [100, 100]), u], {
    segments: [part(['north', 'a'], [50, 50]), part(['south', 'a'], [50, 50])],
  });
  const actual = sample([counted('x', [100, 100]), u], {
    segments: [part(['north', 'a'], [80, 20]), part(['east', 'a'], [20, 80])],
  });
  const result = measureStability({ ...bins, expected }, actual, DEFAULT_THRESHOLDS);

  test('are compared with the same segment of the baseline, in order of their values', () => {
    expect(
      result.segments?.map(({ segment, currentRowCount, columns }) => [
        ...[segment['region'], currentRowCount, columns[0]?.status, columns[0]?.psi],
      ]),
    ).toEqual([
      ['east', 100, 'not-computable', null],
      ['north', 100, 'ok', 0.3 * Math.log(4)],
      ['south', 0, 'empty-current', null],
    ]);
  });

  test('may move where the whole does not', () => {
    expect(result.columns[0]?.psi).toBe(0);
  });

  test('say why they cannot be compared', () => {
    expect(result.segments?.map(({ columns }) => columns.map(({ reason }) => reason))).toEqual([
      ['The baseline has no rows of this segment.', UNBINNED.reason],
      [undefined, UNBINNED.reason],
      ['The current sample has no rows.', UNBINNED.reason],
    ]);
  });

  test('of a baseline with more segments than are listed may be there all the same', () => {
    const limited = { ...expected, leftOut: { beyondSegmentLimit: 3 } };

    const { segments } = measureStability({ ...bins, expected: limited }, actual, DEFAULT_THRESHOLDS);

    expect(segments?.[0]?.columns[0]?.reason).toBe(
      'The baseline has no rows of this segment, or not among those it lists.',
    );
  });

  test('without current rows lack the columns that the whole sample lacks', () => {
    const { segments } = measureStability(
      { ...bins, expected },
      sample([{ name: 'x', status: 'missing-column' }, u], { segments: [] }),
      DEFAULT_THRESHOLDS,
    );

    expect(segments?.map(({ columns }) => columns[0]?.status)).toEqual(['missing-column', 'missing-column']);
  });

  test('are each a family of p-values of their own', () => {
    const north = result.segments?.[1]?.columns[0]?.significance;

    expect(north?.adjustedPValue).toBe(north?.pValue);
  });

  test('are not there where the specification has none, nor are rows left out', () => {
    const plain = measureStability(
      { ...X, expected: sample([counted('x', [1, 1])]) },
      sample([counted('x', [1, 1])]),
      DEFAULT_THRESHOLDS,
    );

    expect(Object.keys(plain)).toEqual(['currentRowCount', 'columns', 'extraColumns']);
  });

  test('stand beside the rows that were left out', () => {
    const leftOut = { malformed: 2 };

    expect(
      measureStability({ ...bins, expected }, { ...actual, leftOut }, DEFAULT_THRESHOLDS).leftOut,
    ).toEqual(leftOut);
  });
});

describe('what compareSamples refuses', () => {
  const counts = sample([counted('x', [1, 1])]);

  test.each<[string, SampleCounts]>([
    ['of another column', sample([counted('y', [1, 1])])],
    ['of more columns', sample([counted('x', [1, 1]), counted('y', [1, 1])])],
    ['of fewer columns', sample([])],
    ['of other bins', sample([counted('x', [1, 1, 1])])],
    ['of other special codes', sample([counted('x', [1, 1], { specialCounts: [1] })])],
    ['that say the baseline could not be counted', sample([{ name: 'x', status: 'not-computable' }])],
  ])('counts %s, on either side', (_, foreign) => {
    const message = 'The counts do not belong to this bin specification.';

    expect(() => compare(X, { reference: counts, actual: foreign })).toThrow(message);
    expect(() => compare(X, { reference: foreign, actual: counts })).toThrow(message);
  });

  test('counts of a column that has no bins', () => {
    const bins = binsOf([UNBINNED]);
    const foreign = sample([counted('u', [1])]);

    expect(() => compare(bins, { reference: foreign, actual: foreign })).toThrow(InvalidInput);
  });

  test('counts of other groups of levels', () => {
    const groups = { labels: ['one'], binOfLevel: [0, 0] };
    const bins = binsOf([categoricalBins('c', ['a', 'b'], { groups })]);
    const foreign = sample([counted('c', [1, 1])]);

    expect(() => compare(bins, { reference: foreign, actual: foreign })).toThrow(InvalidInput);
  });

  test('criteria that make no sense', () => {
    expect(() => compare(X, { reference: counts, actual: counts }, { moderate: 2, significant: 1 })).toThrow(
      InvalidInput,
    );
  });

  test('a convention that it does not know', () => {
    const bins = { ...X, convention: { ...HOUSE_CONVENTION, version: 2 } };

    expect(() => compare(bins, { reference: counts, actual: counts })).toThrow(InvalidInput);
  });
});
