import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { chiSquareCriticalValue, chiSquareSurvival } from '../../../shared/domain/stability/chi-square.ts';

const degrees = fc.integer({ min: 1, max: 1_100 });
const alphas = fc.double({ min: 1e-12, max: 0.9, noNaN: true });

function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual / expected - 1), `${actual}, not ${expected}`).toBeLessThanOrEqual(tolerance);
}

describe('chiSquareSurvival', () => {
  // Calculated with 40 digits and rounded (mpmath's gammainc).
  test.each([
    [1e-8, 1, 0.9999202115440526],
    [0.5, 1, 0.4795001221869535],
    [3.841458820694124, 1, 0.05000000000000006],
    [0.001, 3, 0.9999915920809419],
    [5, 4, 0.2872974951836458],
    [16.918977604620448, 9, 0.05000000000000003],
    [100, 9, 1.5735176303753944e-17],
    [1400, 9, 7.730994243999156e-296],
    [30, 29, 0.4140036429175426],
    [1000, 1002, 0.5118911216987514],
    [1300, 1002, 5.088839664182752e-10],
    [2500, 1002, 5.2718151191725136e-129],
  ])('of %d with %d degrees of freedom is %d', (x, degreesOfFreedom, expected) => {
    expectRelative(chiSquareSurvival(x, degreesOfFreedom), expected, 1e-11);
  });

  // Two degrees of freedom are an exponential distribution.
  test('is exp(−x / 2) with two degrees of freedom', () => {
    for (const x of [0.01, 1, 3.9, 4.1, 50, 1400]) {
      expectRelative(chiSquareSurvival(x, 2), Math.exp(-x / 2), 1e-12);
    }
  });

  test('is 1 at 0 and 0 at infinity', () => {
    expect([chiSquareSurvival(0, 9), chiSquareSurvival(Infinity, 9)]).toEqual([1, 0]);
  });

  test('is 0 where no double is small enough', () => {
    expect(chiSquareSurvival(1e6, 9)).toBe(0);
  });

  test('has all its mass at 0 with no degrees of freedom', () => {
    expect([chiSquareSurvival(0, 0), chiSquareSurvival(1e-9, 0)]).toEqual([1, 0]);
  });

  test('lies between 0 and 1 and falls with x', () => {
    const x = fc.double({ min: 0, max: 5_000, noNaN: true });
    fc.assert(
      fc.property(x, x, degrees, (a, b, degreesOfFreedom) => {
        const near = chiSquareSurvival(Math.min(a, b), degreesOfFreedom);
        const far = chiSquareSurvival(Math.max(a, b), degreesOfFreedom);
        return far >= 0 && near <= 1 && far <= near + 1e-12;
      }),
    );
  });

  test('rises with the degrees of freedom', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2_000, noNaN: true }),
        degrees,
        (x, degreesOfFreedom) =>
          chiSquareSurvival(x, degreesOfFreedom) <= chiSquareSurvival(x, degreesOfFreedom + 1) + 1e-12,
      ),
    );
  });
});

describe('chiSquareCriticalValue', () => {
  // Calculated with 40 digits and rounded (mpmath's gammainc and findroot).
  test.each([
    [0.05, 1, 3.841458820694126],
    [0.05, 9, 16.91897760462045],
    [0.001, 9, 27.877164871256575],
    [1e-10, 9, 65.81779335702517],
    [0.5, 9, 8.342832692252953],
    [0.9, 9, 4.168159008146107],
    [0.05, 1002, 1076.7529899127735],
    [1e-100, 3, 466.2143575712914],
  ])('at %d with %d degrees of freedom is %d', (alpha, degreesOfFreedom, expected) => {
    expectRelative(chiSquareCriticalValue(alpha, degreesOfFreedom), expected, 1e-12);
  });

  test('is −2 ln alpha with two degrees of freedom', () => {
    for (const alpha of [0.9, 0.5, 0.05, 1e-6]) {
      expectRelative(chiSquareCriticalValue(alpha, 2), -2 * Math.log(alpha), 1e-13);
    }
  });

  test('is what the survival function leads back from', () => {
    fc.assert(
      fc.property(alphas, degrees, (alpha, degreesOfFreedom) => {
        const back = chiSquareSurvival(chiSquareCriticalValue(alpha, degreesOfFreedom), degreesOfFreedom);
        return Math.abs(back / alpha - 1) <= 1e-10;
      }),
    );
  });

  test('is 0 with no degrees of freedom', () => {
    expect(chiSquareCriticalValue(0.05, 0)).toBe(0);
  });

  test.each([0, 1, -0.05, 5, NaN])('refuses the significance level %d', (alpha) => {
    expect(() => chiSquareCriticalValue(alpha, 9)).toThrow(InvalidInput);
  });
});
