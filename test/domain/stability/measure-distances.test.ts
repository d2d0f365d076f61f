import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Distances, measureDistances } from '../../../shared/domain/stability/measure-distances.ts';

type Pairs = readonly (readonly [expected: number, actual: number])[];

/** Both samples have rows, whatever the bins; among them empty ones. */
const samples = fc
  .array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 1, maxLength: 15 })
  .filter((pairs) => pairs.some(([e]) => e > 0) && pairs.some(([, a]) => a > 0));

function distances(pairs: Pairs): Distances {
  return measureDistances(pairs.map(([expectedCount, actualCount]) => ({ expectedCount, actualCount })));
}

function swapped(pairs: Pairs): Pairs {
  return pairs.map(([e, a]) => [a, e]);
}

function isClose(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a)));
}

describe('measureDistances', () => {
  // Baseline ½ ½, current ¾ ¼: every figure by hand.
  test('agrees with halves that become three quarters and one', () => {
    const { chiSquare, ...figures } = distances([
      [50, 75],
      [50, 25],
    ]);

    const mean = [0.625, 0.375] as const;
    const nats =
      (0.75 * Math.log(0.75 / mean[0]) +
        0.25 * Math.log(0.25 / mean[1]) +
        0.5 * Math.log(0.5 / mean[0]) +
        0.5 * Math.log(0.5 / mean[1])) /
      2;
    const expected = {
      klActualToExpected: 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5),
      klExpectedToActual: 0.5 * Math.log(2 / 3) + 0.5 * Math.log(2),
      jensenShannon: Math.sqrt(nats / Math.LN2),
      hellinger: Math.sqrt(
        ((Math.sqrt(0.75) - Math.sqrt(0.5)) ** 2 + (Math.sqrt(0.25) - Math.sqrt(0.5)) ** 2) / 2,
      ),
      lInfinity: 0.25,
      overlap: 0.75,
    };
    expect(Object.keys(figures)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(figures)) {
      expect(value, name).toBeCloseTo(new Map(Object.entries(expected)).get(name) ?? NaN, 14);
    }
    // (50·100 − 75·100)² / (100·100) · (1/125 + 1/75) = 625 / 125 + 625 / 75
    expect(chiSquare.statistic).toBeCloseTo(625 / 125 + 625 / 75, 12);
    expect(chiSquare.degreesOfFreedom).toBe(1);
  });

  test('are 1, or the overlap 0, for disjoint samples, and the divergences have a reason', () => {
    expect(
      distances([
        [495, 0],
        [0, 505],
      ]),
    ).toMatchObject({
      ...{ klActualToExpected: null, klExpectedToActual: null },
      reason:
        'A divergence is infinite: the baseline has none of the values of a current bin; ' +
        'the current sample has none of the values of a baseline bin.',
      ...{ jensenShannon: 1, hellinger: 1, lInfinity: 1, overlap: 0, chiSquare: { statistic: 1000 } },
    });
  });

  test('a level that vanished makes one divergence infinite, not the other', () => {
    const vanished = distances([
      [50, 100],
      [50, 0],
    ]);

    expect(vanished).toMatchObject({ klActualToExpected: Math.LN2, klExpectedToActual: null });
    expect(vanished.reason).toMatch(/^A divergence is infinite: the current sample has none of the values/);
  });

  test('has no reason where every bin is filled', () => {
    expect(distances([[1, 2]])).not.toHaveProperty('reason');
  });

  // 40 digits of mpmath: 0.0056846556109974520114; the plain form gives …11004.
  test('keeps its digits between shares that are nearly equal', () => {
    const { jensenShannon } = distances([
      [8406, 8473],
      [239, 261],
    ]);

    expect(Math.abs(jensenShannon / 0.005684655610997452 - 1)).toBeLessThan(1e-14);
  });

  test('are 0 for equal samples, of whatever size', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 9 }), (pairs, factor) => {
        const same = distances(pairs.map(([e, a]) => [e + a, (e + a) * factor]));
        return (
          [same.jensenShannon, same.hellinger, same.lInfinity].every((value) => value === 0) &&
          (same.klActualToExpected ?? 1) <= 1e-15 &&
          (same.klExpectedToActual ?? 1) <= 1e-15 &&
          isClose(same.overlap, 1) &&
          same.chiSquare.statistic === 0 &&
          same.chiSquare.pValue === 1
        );
      }),
    );
  });

  test('lie where they are defined', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const { jensenShannon, hellinger, lInfinity, overlap, chiSquare, ...kl } = distances(pairs);
        const bounded = [jensenShannon, hellinger, lInfinity, overlap, chiSquare.pValue];
        return (
          bounded.every((value) => value >= 0 && value <= 1) &&
          (kl.klActualToExpected ?? 0) >= 0 &&
          (kl.klExpectedToActual ?? 0) >= 0 &&
          chiSquare.statistic >= 0
        );
      }),
    );
  });

  test('are symmetric, but for the divergences, which change places', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const one = distances(pairs);
        const other = distances(swapped(pairs));
        return (
          isClose(one.jensenShannon, other.jensenShannon) &&
          isClose(one.hellinger, other.hellinger) &&
          isClose(one.lInfinity, other.lInfinity) &&
          isClose(one.overlap, other.overlap) &&
          isClose(one.chiSquare.statistic, other.chiSquare.statistic) &&
          isClose(one.klActualToExpected, other.klExpectedToActual)
        );
      }),
    );
  });

  test('do not see a bin that is empty on both sides', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        expect(distances([...pairs, [0, 0]])).toEqual(distances(pairs));
      }),
    );
  });

  // Le Cam's inequality; one minus the overlap is the total variation.
  test('total variation lies between the squared Hellinger distance and √2 times it', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const { hellinger, overlap } = distances(pairs);
        return hellinger ** 2 <= 1 - overlap + 1e-12 && 1 - overlap <= Math.SQRT2 * hellinger + 1e-12;
      }),
    );
  });

  test('are finite for bins of a million rows with one row against many', () => {
    const { jensenShannon, hellinger } = distances([
      [1, 9_999_999],
      [9_999_999, 1],
    ]);

    expect(jensenShannon).toBeCloseTo(1, 5);
    expect(hellinger).toBeCloseTo(1, 3);
  });

  test('survive JSON', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const given = distances(pairs);
        expect(JSON.parse(JSON.stringify(given))).toEqual(given);
      }),
    );
  });
});
