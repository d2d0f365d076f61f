import { describe, expect, test } from 'vitest';
import type { CategoricalBins, NumericBins } from '../../../shared/domain/stability/bin-specification.ts';
import { type BinConvention, HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { type CountedPair, listBins, pairBins } from '../../../shared/domain/stability/pair-bins.ts';
import { categoricalBins, numericBins } from '../../support/counted-sample.ts';
import { counted } from '../../support/sample-counts.ts';

const OWN_BINS: BinConvention = { ...HOUSE_CONVENTION, name: 'own-bins', unseen: 'own-bins' };

/** Label, expected and actual count of every bin. */
function rows(
  column: NumericBins | CategoricalBins,
  counts: CountedPair,
  convention: BinConvention = HOUSE_CONVENTION,
): unknown[] {
  return listBins(pairBins(column, counts, convention)).map(({ label, expectedCount, actualCount }) => [
    ...[label, expectedCount, actualCount],
  ]);
}

describe('the bins of a numeric column', () => {
  const column = numericBins('x', [1, 2], { specialCodes: [-9, -8.5] });
  const expected = counted('x', [5, 6, 7], { specialCounts: [2, 0] });

  test('are its intervals, one per special code even where there is none, and missing values', () => {
    const actual = counted('x', [1, 2, 3], { specialCounts: [0, 0], missingCount: 4 });

    expect(rows(column, { expected, actual })).toEqual([
      ['(-inf,1]', 5, 1],
      ['(1,2]', 6, 2],
      ['(2,inf)', 7, 3],
      ['{-9}', 2, 0],
      ['{-8.5}', 0, 0],
      ['__MISSING__', 0, 4],
    ]);
  });

  test('have no bin of missing values where those are left out', () => {
    const convention: BinConvention = { ...HOUSE_CONVENTION, name: 'drop', missing: 'drop' };
    const actual = counted('x', [1, 2, 3], { specialCounts: [0, 0], missingCount: 4 });

    expect(rows(column, { expected, actual }, convention).at(-1)).toEqual(['{-8.5}', 0, 0]);
  });

  test('are labelled by the side that is closed', () => {
    const convention: BinConvention = { ...HOUSE_CONVENTION, name: 'left', closed: 'left', atoms: false };

    expect(rows(column, { expected, actual: expected }, convention)[1]).toEqual(['[1,2)', 6, 6]);
  });

  test('have one of texts where there are some', () => {
    const actual = counted('x', [1, 2, 3], { specialCounts: [0, 0], invalidCount: 1 });

    expect(rows(column, { expected, actual }).at(-1)).toEqual(['__INVALID__', 0, 1]);
  });
});

describe('the bins of a categorical column', () => {
  const column = categoricalBins('c', ['a', 'b']);
  const seen = counted('c', [5, 6]);

  test('are its levels; the special ones are there where they are in use', () => {
    expect(rows(column, { expected: seen, actual: seen })).toEqual([
      ['a', 5, 5],
      ['b', 6, 6],
    ]);
    expect(
      rows(column, {
        expected: seen,
        actual: counted('c', [1, 1], { missingCount: 2, otherCount: 3 }),
      }).slice(2),
    ).toEqual([
      ['__MISSING__', 0, 2],
      ['__NEW__', 0, 3],
    ]);
  });

  test('are its groups, where there are groups', () => {
    const grouped = categoricalBins('c', ['a', 'b', 'c'], {
      groups: { labels: ['low', 'high'], binOfLevel: [0, 0, 1] },
    });

    expect(rows(grouped, { expected: seen, actual: counted('c', [4, 3]) })).toEqual([
      ['low', 5, 4],
      ['high', 6, 3],
    ]);
  });

  test('of the most frequent levels have one for the others, which the baseline has too', () => {
    const top = categoricalBins('c', ['a', 'b'], { others: 'rest' });
    const expected = counted('c', [5, 6], { otherCount: 3 });
    const actual = counted('c', [5, 6], { otherCount: 4 });

    expect(rows(top, { expected, actual }).at(-1)).toEqual(['__OTHER__', 3, 4]);
    expect(rows(top, { expected, actual }, OWN_BINS).at(-1)).toEqual(['__OTHER__', 3, 4]);
  });
});

describe('a convention by which each unseen level has a bin', () => {
  const column = categoricalBins('c', ['a']);
  const counts: CountedPair = {
    expected: counted('c', [5], { otherCount: 3, otherLevels: [{ level: 'z', count: 3 }] }),
    actual: counted('c', [4], {
      otherCount: 9,
      otherLevels: [
        { level: 'z', count: 5 },
        { level: 'm', count: 2 },
      ],
    }),
  };

  test('gives one to every level that either sample lists, and one to what no list holds', () => {
    expect(rows(column, counts, OWN_BINS)).toEqual([
      ['a', 5, 4],
      ['m', 0, 2],
      ['z', 3, 5],
      ['__NEW__', 0, 2],
    ]);
  });

  test('leaves no bin of rounding residue behind where weights are summed in another order', () => {
    const weighted = counted('c', [4], {
      otherCount: 0.1 + 0.2 + 0.3,
      otherLevels: [
        { level: 'x', count: 0.3 },
        { level: 'y', count: 0.3 },
      ],
    });

    expect(rows(column, { expected: counted('c', [5]), actual: weighted }, OWN_BINS)).toEqual([
      ['a', 5, 4],
      ['x', 0, 0.3],
      ['y', 0, 0.3],
    ]);
  });
});
