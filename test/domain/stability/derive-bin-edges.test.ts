import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveBinEdges } from '../../../shared/domain/stability/derive-bin-edges.ts';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';

function edges(values: readonly number[], bins = 10, atoms = true): number[] {
  return deriveBinEdges(Float64Array.from(values), { bins, atoms });
}

const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value);

describe('deriveBinEdges', () => {
  test('takes the quartiles of 1 to 5 at the values themselves', () => {
    expect(edges([5, 3, 1, 4, 2], 4, false)).toEqual([2, 3, 4]);
  });

  test('interpolates between neighbours by type 7', () => {
    expect(edges([10, 20], 4, false)).toEqual([12.5, 15, 17.5]);
  });

  // numpy.quantile(range(20), k/10): 1.9000000000000001 and 13.299999999999999, from the nearer neighbour
  test('rounds as numpy does', () => {
    const values = Array.from({ length: 20 }, (_, index) => index);

    expect(edges(values, 10, false)).toEqual([
      1.9000000000000001, 3.8000000000000003, 5.7, 7.6000000000000005, 9.5, 11.4, 13.299999999999999,
      15.200000000000001, 17.1,
    ]);
  });

  // numpy.quantile([1.4, 9.5], 0.5) is 5.45; 1.4 + 8.1 * 0.5 is 5.449999999999999
  test('interpolates from the upper neighbour where that is the nearer one', () => {
    expect(edges([1.4, 9.5], 2, false)).toEqual([5.45]);
  });

  test('gives the value itself between two equal ones', () => {
    expect(edges([...repeat(0.42, 7), ...repeat(0.43, 3)], 3, false)).toEqual([0.42]);
  });

  test('isolates a value that holds more than its share of the sample', () => {
    expect(edges([1, 2, 3, 5, 5, 5, 7, 8, 9], 4)).toContain(nextBelow(5));
  });

  test('does not isolate a value that holds exactly its share', () => {
    expect(edges([1, 2, 3, 4, 5, 6, 7, 8, 9, 9], 5)).not.toContain(nextBelow(9));
  });

  test('isolates a constant from both sides', () => {
    expect(edges(repeat(5, 10))).toEqual([nextBelow(5), 5]);
  });

  test('has no negative zero among its edges', () => {
    expect(edges([-0, -0, 0]).some((edge) => Object.is(edge, -0))).toBe(false);
  });

  test('has finite edges only, though the sample holds infinities', () => {
    const values = [...repeat(-Infinity, 5), 1, 2, 3, ...repeat(Infinity, 5)];

    // Type 7 at k/10 of 13 values: ranks 4.8 to 7.2 touch finite ones; infinities are isolated as atoms.
    expect(edges(values)).toEqual([-Number.MAX_VALUE, 2, Number.MAX_VALUE]);
  });

  test('does not overflow between the ends of the range of doubles', () => {
    expect(edges([-Number.MAX_VALUE, Number.MAX_VALUE], 2, false)).toEqual([0]);
  });

  test('has no edges for a sample of infinities', () => {
    expect(edges(repeat(Infinity, 4), 10, false)).toEqual([]);
  });

  test('finds every atom, wherever it lies', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(sample, fc.integer({ min: 2, max: 20 }), (values, bins) => {
        const derived = edges(values, bins);
        const atoms = [...new Set(values)].filter(
          (value) => values.filter((other) => other === value).length * bins > values.length,
        );
        const plain = edges(values, bins, false);
        const wanted = [...new Set([...plain, ...atoms.flatMap((value) => [nextBelow(value), value])])];
        expect(derived).toEqual(wanted.sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});
