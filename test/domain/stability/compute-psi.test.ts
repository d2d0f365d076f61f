import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EmptyBinRule } from '../../../shared/domain/stability/compute-psi.ts';
import { computePsi, computePsiOf } from '../../../shared/domain/stability/compute-psi.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';

const HOUSE: EmptyBinRule = { kind: 'proportion-floor', proportion: 1e-4 };
const NONE: EmptyBinRule = { kind: 'none' };

/** Bins with rows on at least one side in total, and empty ones among them. */
const samples = fc
  .array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 1, maxLength: 15 })
  .filter((pairs) => pairs.some(([e]) => e > 0) && pairs.some(([, a]) => a > 0));
const filledSamples = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 })),
  {
    minLength: 2,
    maxLength: 15,
  },
);
const anyRule = fc.constantFrom<EmptyBinRule>(
  NONE,
  HOUSE,
  { kind: 'count-floor', count: 0.5 },
  { kind: 'add-proportion', proportion: 1e-4 },
  { kind: 'add-count', count: 1, isRenormalised: true },
  { kind: 'add-count', count: 1, isRenormalised: false },
);

function psiOf(pairs: readonly (readonly [number, number])[], rule: EmptyBinRule): number {
  return computePsi(
    pairs.map(([expected]) => expected),
    pairs.map(([, actual]) => actual),
    rule,
  ).psi;
}

function isClose(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a));
}

describe('computePsi', () => {
  test('is (0.8 − 0.5) ln 1.6 + (0.2 − 0.5) ln 0.4 for halves that become four to one', () => {
    expect(computePsi([50, 50], [80, 20], NONE).psi).toBeCloseTo(0.3 * Math.log(4), 15);
  });

  test('replaces an empty bin’s proportion by the floor and leaves the others alone', () => {
    const { bins } = computePsi([1, 1], [1, 0], HOUSE);

    expect(bins.map((bin) => bin.contribution)).toEqual([0.5 * Math.log(2), (1e-4 - 0.5) * Math.log(2e-4)]);
  });

  test('reports plain shares, before the floor', () => {
    expect(computePsi([1, 3], [1, 0], HOUSE).bins).toMatchObject([
      { expectedProportion: 0.25, actualProportion: 1 },
      { expectedProportion: 0.75, actualProportion: 0 },
    ]);
  });

  test('gives each bin back with its figures', () => {
    const bins = [
      { label: 'a', expectedCount: 1, actualCount: 3 },
      { label: 'b', expectedCount: 1, actualCount: 1 },
    ];

    expect(computePsiOf(bins, NONE).bins[0]).toEqual({
      ...{ label: 'a', expectedCount: 1, actualCount: 3 },
      ...{ expectedProportion: 0.5, actualProportion: 0.75, contribution: 0.25 * Math.log(1.5) },
    });
  });

  test('leaves out a bin that is empty on both sides, by every rule', () => {
    fc.assert(
      fc.property(samples, anyRule, (pairs, rule) =>
        isClose(psiOf([...pairs, [0, 0]], rule), psiOf(pairs, rule)),
      ),
    );
  });

  test('is infinite without a rule when a bin is empty on one side', () => {
    expect(computePsi([1, 0], [1, 1], NONE).psi).toBe(Infinity);
  });

  test('is never negative, nor is any contribution', () => {
    fc.assert(
      fc.property(samples, anyRule, (pairs, rule) => {
        const { psi, bins } = computePsi(
          pairs.map(([e]) => e),
          pairs.map(([, a]) => a),
          rule,
        );
        // Rules that do not renormalise keep this too, term by term.
        return psi >= 0 && bins.every((bin) => bin.contribution >= 0);
      }),
    );
  });

  test('is 0 for equal samples', () => {
    fc.assert(
      fc.property(
        samples,
        anyRule,
        (pairs, rule) =>
          psiOf(
            pairs.map(([e]) => [e + 1, e + 1]),
            rule,
          ) === 0,
      ),
    );
  });

  test('is above 0 as soon as a share differs', () => {
    fc.assert(
      fc.property(filledSamples, (pairs) => {
        const [expectedRows, actualRows] = [0, 1].map((side) =>
          pairs.reduce((sum, pair) => sum + (pair[side] ?? NaN), 0),
        );
        const isEqual = pairs.every(([e, a]) => e * (actualRows ?? NaN) === a * (expectedRows ?? NaN));
        return psiOf(pairs, NONE) > 0 === !isEqual;
      }),
    );
  });

  test('is the same when every count is multiplied', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 2, max: 50 }), (pairs, factor) =>
        isClose(
          psiOf(
            pairs.map(([e, a]) => [e * factor, a]),
            HOUSE,
          ),
          psiOf(pairs, HOUSE),
        ),
      ),
    );
  });

  test('does not change when bins are permuted', () => {
    const permuted = samples.chain((pairs) =>
      fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
    );
    fc.assert(
      fc.property(permuted, anyRule, ([pairs, other], rule) =>
        isClose(psiOf(other, rule), psiOf(pairs, rule)),
      ),
    );
  });

  test('is symmetric for fixed bins', () => {
    fc.assert(
      fc.property(samples, anyRule, (pairs, rule) =>
        isClose(
          psiOf(
            pairs.map(([e, a]) => [a, e]),
            rule,
          ),
          psiOf(pairs, rule),
        ),
      ),
    );
  });

  test('never increases when two bins are merged', () => {
    fc.assert(
      fc.property(filledSamples, (pairs) => {
        const [[e1, a1] = [0, 0], [e2, a2] = [0, 0], ...rest] = pairs;
        return psiOf([[e1 + e2, a1 + a2], ...rest], NONE) <= psiOf(pairs, NONE) + 1e-12;
      }),
    );
  });

  test('gives proportions that sum to 1', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const { bins } = computePsi(
          pairs.map(([e]) => e),
          pairs.map(([, a]) => a),
          HOUSE,
        );
        const expected = bins.reduce((sum, bin) => sum + bin.expectedProportion, 0);
        const actual = bins.reduce((sum, bin) => sum + bin.actualProportion, 0);
        return isClose(expected, 1) && isClose(actual, 1);
      }),
    );
  });

  test.each([
    ['lists of different length', [1, 2], [1]],
    ['lists of different length, the other way round', [1], [1, 2]],
    ['no bins', [], []],
    ['an empty baseline', [0, 0], [1, 1]],
    ['an empty current sample', [1, 1], [0, 0]],
    ['a negative count', [1, -1], [1, 1]],
    ['a count that is no number', [1, NaN], [1, 1]],
    ['an infinite count', [1, 1], [1, Infinity]],
  ])('refuses %s', (_, expected, actual) => {
    expect(() => computePsi(expected, actual, HOUSE)).toThrow(InvalidInput);
  });
});
