import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MassPiece, measureTransport } from '../../../shared/domain/stability/measure-transport.ts';

const at = (value: number, mass = 1): MassPiece => ({ from: value, to: value, mass });
const over = (from: number, to: number, mass = 1): MassPiece => ({ from, to, mass });

/** Pieces one after the other, with a mass of 1 in all. */
const distribution = fc
  .array(fc.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 8 })
  .map((steps) => {
    const total = steps.reduce((sum, [, , weight]) => sum + weight, 0);
    let end = 0;
    return steps.map(([gap, width, weight]) => {
      const from = end + gap;
      end = from + width;
      return over(from, end, weight / total);
    });
  });

describe('measureTransport', () => {
  test('of two points is how far they are apart, either way', () => {
    expect(measureTransport([at(2)], [at(7)])).toBe(5);
    expect(measureTransport([at(7)], [at(2)])).toBe(5);
  });

  test('of one point and two is the way of each half', () => {
    expect(measureTransport([at(0)], [at(-1, 0.5), at(3, 0.5)])).toBe(2);
  });

  // Halves that go from 0..1 to 0..0.5 and 0.5..1: nothing moves; from 0..1 to a point in its middle: ¼ on average.
  test('of mass that is spread evenly', () => {
    expect(measureTransport([over(0, 1)], [over(0, 0.5, 0.5), over(0.5, 1, 0.5)])).toBe(0);
    expect(measureTransport([over(0, 1)], [at(0.5)])).toBe(0.25);
    expect(measureTransport([over(0, 1)], [over(10, 11)])).toBe(10);
  });

  // |2u − 1/2| over u in 0..1: ½ · ¼ · ½ + ½ · ¾ · 3/2
  test('where the two cross', () => {
    expect(measureTransport([over(0.5, 1.5)], [over(0, 3)])).toBeCloseTo(0.0625 + 0.5625, 15);
  });

  test('passes over pieces without mass, and over what rounding leaves', () => {
    expect(measureTransport([at(0, 0), at(1)], [at(1), at(9, 0)])).toBe(0);
    expect(
      measureTransport([at(1, 1 / 3), at(2, 1 / 3), at(3, 1 / 3 + 1e-16)], [at(1, 1 - 1e-16)]),
    ).toBeCloseTo(1, 12);
  });

  test('is symmetric, 0 for the same, and at least the difference of the means', () => {
    const meanOf = (pieces: readonly MassPiece[]): number =>
      pieces.reduce((sum, { from, to, mass }) => sum + mass * ((from + to) / 2), 0);
    fc.assert(
      fc.property(distribution, distribution, (one, other) => {
        const distance = measureTransport(one, other);
        return (
          measureTransport(one, one) === 0 &&
          Math.abs(distance - measureTransport(other, one)) <= 1e-9 &&
          distance >= Math.abs(meanOf(one) - meanOf(other)) - 1e-9
        );
      }),
    );
  });

  test('keeps to the triangle', () => {
    fc.assert(
      fc.property(distribution, distribution, distribution, (a, b, c) => {
        return measureTransport(a, c) <= measureTransport(a, b) + measureTransport(b, c) + 1e-9;
      }),
    );
  });
});
