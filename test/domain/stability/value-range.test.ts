import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOutside, rangeOf } from '../../../shared/domain/stability/value-range.ts';

describe('rangeOf', () => {
  test('is the smallest and the largest value', () => {
    expect(rangeOf(Float64Array.of(3, -7.5, 12, 0))).toEqual({ min: -7.5, max: 12 });
  });

  test('holds no negative zero, which JSON does not have', () => {
    expect(rangeOf(Float64Array.of(-0))).toEqual({ min: 0, max: 0 });
  });

  test.each([
    ['no values', []],
    ['a value of -Infinity', [1, -Infinity]],
    ['a value of Infinity', [Infinity, 1]],
  ])('there is none with %s', (_, values) => {
    expect(rangeOf(Float64Array.from(values))).toBeUndefined();
  });
});

describe('countOutside', () => {
  const range = { min: 1, max: 10 };

  test('counts what lies below or above, and not the bounds', () => {
    expect(countOutside(Float64Array.of(0.99, 1, 5, 10, 10.01, Infinity, -Infinity), 7, range)).toBe(4);
  });

  test('looks at no more values than there are', () => {
    expect(countOutside(Float64Array.of(5, 50, 500), 1, range)).toBe(0);
  });

  test('is 0 within a sample’s own range', () => {
    const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(doubles, (given) => {
        const values = Float64Array.from(given);
        const own = rangeOf(values);
        return own !== undefined && countOutside(values, values.length, own) === 0;
      }),
    );
  });
});
