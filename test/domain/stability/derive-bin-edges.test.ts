import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DerivedEdges,
  deriveEdges,
  type EdgeRules,
} from '../../../shared/domain/stability/derive-bin-edges.ts';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';

function edges(values: readonly number[], bins = 10, atoms = true): readonly number[] {
  return derived(values, { binning: { method: 'quantile', bins }, atoms }).binEdges;
}

function derived(values: readonly number[], rules: Partial<EdgeRules>): DerivedEdges {
  return deriveEdges(Float64Array.from(values), {
    binning: { method: 'quantile', bins: 10 },
    closed: 'right',
    atoms: true,
    ...rules,
  });
}

const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value);

describe('quantiles', () => {
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
        const found = edges(values, bins);
        const atoms = [...new Set(values)].filter(
          (value) => values.filter((other) => other === value).length * bins > values.length,
        );
        const plain = edges(values, bins, false);
        const wanted = [...new Set([...plain, ...atoms.flatMap((value) => [nextBelow(value), value])])];
        expect(found).toEqual(wanted.sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});

describe('equal widths', () => {
  function evenly(values: readonly number[], bins = 10, atoms = false): readonly number[] {
    return derived(values, { binning: { method: 'equal-width', bins }, atoms }).binEdges;
  }

  // 0 + 3 * ((1 - 0) / 10) would be 0.30000000000000004
  test('cut the range between the smallest and the largest value, rounded once', () => {
    expect(evenly([1, 0.2, 0])).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  test('take the outer finite values where the sample holds infinities', () => {
    expect(evenly([-Infinity, 0, 4, Infinity], 4)).toEqual([1, 2, 3]);
  });

  test('have no edges for a sample of infinities', () => {
    expect(evenly([Infinity, -Infinity], 4)).toEqual([]);
  });

  test('do not overflow between the ends of the range of doubles', () => {
    expect(evenly([-Number.MAX_VALUE, Number.MAX_VALUE], 2)).toEqual([0]);
    expect(evenly([0, Number.MAX_VALUE], 4)).toHaveLength(3);
  });

  test('of a constant are one edge', () => {
    expect(evenly([5, 5, 5])).toEqual([5]);
  });

  test('isolate a value that holds more than its share where the convention says so', () => {
    expect(evenly([0, 3, 3, 3, 8], 4, true)).toEqual([2, nextBelow(3), 3, 4, 6]);
  });
});

describe('given edges', () => {
  const binning = { method: 'fixed-edges', edges: [-0, 2.5, 7] } as const;

  test('stay as they are, whatever the values; a negative zero becomes a zero', () => {
    expect(derived([3, 3, 3, 9], { binning }).binEdges).toEqual([0, 2.5, 7]);
  });

  test('need no values', () => {
    expect(derived([], { binning })).toEqual({ binEdges: [0, 2.5, 7], profileEdges: [0, 2.5, 7] });
  });
});

test('without values there are no derived edges', () => {
  expect(derived([], {})).toEqual({ binEdges: [], profileEdges: [] });
});

describe('the profile', () => {
  test('isolates every value of a discrete column', () => {
    expect(derived([1, 1, 2, 2, 3, 3], { atoms: false }).profileEdges).toEqual(
      expect.arrayContaining([nextBelow(1), 1, nextBelow(2), 2, nextBelow(3), 3]),
    );
  });

  test('isolates from above where bins are left-closed', () => {
    const { profileEdges } = derived([0, 0, 1, 1], { closed: 'left', atoms: false });

    expect(profileEdges).toEqual(expect.arrayContaining([0, Number.MIN_VALUE, 1, 1 + Number.EPSILON]));
    expect(profileEdges).not.toContain(nextBelow(1));
  });

  test('does not isolate a value that holds exactly 1/200', () => {
    const values = Array.from({ length: 400 }, (_, index) => Math.floor(index / 2));

    expect(derived(values, {}).profileEdges).not.toContain(nextBelow(77));
  });

  test('has some 200 edges of a continuous column', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => index * 1.5);

    expect(derived(values, {}).profileEdges.length).toBeLessThanOrEqual(210);
  });

  const sample = fc.array(
    fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ noNaN: true }), fc.constant(7.5)),
    { minLength: 1, maxLength: 700 },
  );
  const rules = fc.record({
    binning: fc.oneof(
      fc.record({ method: fc.constant('quantile'), bins: fc.integer({ min: 2, max: 300 }) }),
      fc.record({ method: fc.constant('equal-width'), bins: fc.integer({ min: 2, max: 300 }) }),
      fc.constant({ method: 'fixed-edges', edges: [-3, 0.1, 4] } as const),
    ),
    closed: fc.constantFrom('right', 'left'),
    atoms: fc.boolean(),
  });

  test('and the bins have ascending, finite edges, and every bin edge is in the profile', () => {
    fc.assert(
      fc.property(sample, rules, (values, rule) => {
        const { binEdges, profileEdges } = derived(values, rule);
        for (const list of [binEdges, profileEdges]) {
          expect(list.every(Number.isFinite)).toBe(true);
          expect(list.every((edge, index) => index === 0 || edge > (list[index - 1] ?? NaN))).toBe(true);
        }
        expect(profileEdges).toEqual(expect.arrayContaining([...binEdges]));
      }),
    );
  });

  test('has no interval with more than about 1/200 of the sample but for single values', () => {
    fc.assert(
      fc.property(sample, rules, (values, rule) => {
        const { profileEdges } = derived(values, rule);
        const intervals = new Map<number, number[]>();
        for (const value of values) {
          const isPassed = (edge: number): boolean =>
            rule.closed === 'right' ? value > edge : value >= edge;
          const interval = profileEdges.filter(isPassed).length;
          intervals.set(interval, [...(intervals.get(interval) ?? []), value + 0]);
        }
        for (const held of intervals.values()) {
          const isFinite = held.every(Number.isFinite);
          const isFine = held.length <= Math.ceil(values.length / 200) + 1;
          if (isFinite) expect(isFine || new Set(held).size === 1).toBe(true);
        }
      }),
    );
  });

  test('and the bins do not depend on the order of the values', () => {
    fc.assert(
      fc.property(sample, rules, (values, rule) => {
        expect(derived(values.toReversed(), rule)).toEqual(derived(values, rule));
      }),
    );
  });
});
