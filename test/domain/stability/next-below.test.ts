import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';

describe('nextBelow', () => {
  // numpy.nextafter(v, -inf)
  test.each([
    [12, 11.999999999999998],
    [24, 23.999999999999996],
    [1, 1 - Number.EPSILON / 2],
    [0, -5e-324],
    [-0, -5e-324],
    [5e-324, 0],
    [-1, -1 - Number.EPSILON],
    [-Number.MAX_VALUE, -Infinity],
    [Infinity, Number.MAX_VALUE],
    [-Infinity, -Infinity],
  ])('of %d is %d', (value, below) => {
    expect(nextBelow(value)).toBe(below);
  });

  test('leaves no double between', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const below = nextBelow(value);
        const middle = below / 2 + value / 2;
        return below < value && (middle <= below || middle >= value);
      }),
    );
  });
});
