import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { addCounts } from '../../../shared/domain/stability/add-counts.ts';
import type { CountedColumn, Moments, SampleCounts } from '../../../shared/domain/stability/sample-counts.ts';
import { counted, sample } from '../../support/sample-counts.ts';

/** The only column of a sum, which has to be counted. */
function column(sum: SampleCounts): CountedColumn {
  const [only] = sum.columns;
  if (only?.status !== 'counted') throw new Error('The column is not counted.');
  return only;
}

function sumOf(...columns: readonly CountedColumn[]): CountedColumn {
  return column(addCounts(columns.map((one) => sample([one]))));
}

function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squaredDeviations = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count: values.length, mean, squaredDeviations };
}

describe('addCounts', () => {
  test('adds every count', () => {
    const one = counted('x', [1, 2], {
      ...{ specialCounts: [3], missingCount: 4, otherCount: 5, invalidCount: 6, outOfRangeCount: 7 },
      ...{ profileCounts: [8, 9], range: { min: 0, max: 5 } },
    });
    const other = counted('x', [10, 20], {
      ...{ specialCounts: [30], missingCount: 40, otherCount: 50, invalidCount: 60, outOfRangeCount: 70 },
      ...{ profileCounts: [80, 90], range: { min: -1, max: 4 } },
    });

    const sum = addCounts([sample([one]), sample([other])]);

    expect(sum.rowCount).toBe(21 + 210);
    expect(column(sum)).toEqual({
      ...{ name: 'x', status: 'counted', binCounts: [11, 22], specialCounts: [33] },
      ...{ missingCount: 44, otherCount: 55, invalidCount: 66, outOfRangeCount: 77 },
      ...{ profileCounts: [88, 99], range: { min: -1, max: 5 }, otherLevels: [] },
    });
  });

  test('of one sample is that sample', () => {
    const only = sample([counted('x', [1, 2]), { name: 'y', status: 'missing-column' }], {
      ...{ extraColumns: ['z'], leftOut: { malformed: 2 }, weights: { sum: 3, sumOfSquares: 5 } },
    });

    expect(addCounts([only])).toEqual(only);
  });

  test('sums a column over the samples that have it; it is missing only where none has', () => {
    const missing = { name: 'x', status: 'missing-column' } as const;
    const there = counted('x', [1, 2]);

    expect(addCounts([sample([missing]), sample([there])]).columns).toEqual([there]);
    expect(addCounts([sample([there]), sample([missing])]).columns).toEqual([there]);
    expect(addCounts([sample([missing]), sample([missing])]).columns).toEqual([missing]);
  });

  test('does not know of the sum what it knows of one sample alone', () => {
    const known = counted('x', [1], { outOfRangeCount: 0, profileCounts: [1], range: { min: 0, max: 1 } });

    for (const sum of [sumOf(known, counted('x', [2])), sumOf(counted('x', [2]), known)]) {
      expect(sum).toEqual(counted('x', [3]));
    }
  });

  test('takes the range of the other where one has no values', () => {
    const range = { min: 2, max: 3 };
    const empty = counted('x', [0, 0], { missingCount: 5 });

    expect(sumOf(empty, counted('x', [1, 1], { range })).range).toEqual(range);
    expect(sumOf(counted('x', [1, 1], { range }), empty).range).toEqual(range);
  });

  test('merges moments as if all values were one sample', () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        const merged = sumOf(
          counted('x', [one.length], { moments: momentsOf(one) }),
          counted('x', [other.length], { moments: momentsOf(other) }),
        ).moments;
        const whole = momentsOf([...one, ...other]);

        expect(merged?.count).toBe(whole.count);
        expect(merged?.mean).toBeCloseTo(whole.mean, 9);
        expect(merged?.squaredDeviations).toBeCloseTo(whole.squaredDeviations, 5);
      }),
    );
  });

  test('has the moments of one where the other has no values', () => {
    const moments = momentsOf([1, 2]);

    expect(sumOf(counted('x', [2], { moments }), counted('x', [0])).moments).toEqual(moments);
    expect(sumOf(counted('x', [0]), counted('x', [2], { moments })).moments).toEqual(moments);
  });

  test('merges the levels without a bin, the most frequent first', () => {
    const list = (...levels: readonly (readonly [string, number])[]) =>
      counted('x', [1], { otherLevels: levels.map(([level, count]) => ({ level, count })) });

    const { otherLevels } = sumOf(list(['a', 3], ['b', 2], ['d', 1]), list(['b', 5], ['c', 1]));

    expect(otherLevels.map(({ level, count }) => `${level} ${count}`)).toEqual(['b 7', 'a 3', 'c 1', 'd 1']);
  });

  test('lists a thousand levels at most', () => {
    const list = (letter: string) =>
      counted('x', [1], {
        otherLevels: Array.from({ length: 700 }, (_, index) => ({ level: `${letter}${index}`, count: 1 })),
      });

    expect(sumOf(list('a'), list('b')).otherLevels).toHaveLength(1_000);
  });

  test('adds weights, rows left out, and columns that no baseline has', () => {
    const one = sample([counted('x', [1])], {
      ...{
        extraColumns: ['p'],
        leftOut: { malformed: 1, withoutTime: 2 },
        weights: { sum: 1, sumOfSquares: 1 },
      },
    });
    const other = sample([counted('x', [2])], {
      ...{ extraColumns: ['q', 'p'], leftOut: { withoutTime: 3 }, weights: { sum: 2, sumOfSquares: 2 } },
    });

    expect(addCounts([one, other])).toMatchObject({
      ...{ extraColumns: ['p', 'q'], leftOut: { malformed: 1, withoutTime: 5 } },
      weights: { sum: 3, sumOfSquares: 3 },
    });
  });

  test('adds segments by their keys, in order', () => {
    const part = (key: string, rows: number) => ({
      ...{ key: [key], rowCount: rows, columns: [counted('x', [rows])] },
    });
    const one = sample([counted('x', [5])], { segments: [part('b', 2), part('c', 3)] });
    const other = sample([counted('x', [5])], { segments: [part('a', 1), part('b', 4)] });

    expect(addCounts([one, other]).segments).toEqual([part('a', 1), part('b', 6), part('c', 3)]);
  });

  test('keeps an empty list of segments', () => {
    expect(addCounts([sample([], { segments: [] })]).segments).toEqual([]);
    expect(addCounts([sample([])])).not.toHaveProperty('segments');
  });

  test.each([
    ['no samples', []],
    ['another column', [sample([counted('x', [1])]), sample([counted('y', [1])])]],
    ['fewer columns', [sample([counted('x', [1])]), sample([])]],
    ['other bins', [sample([counted('x', [1])]), sample([counted('x', [1, 2])])]],
  ])('refuses %s', (_, samples) => {
    expect(() => addCounts(samples)).toThrow(InvalidInput);
  });
});
