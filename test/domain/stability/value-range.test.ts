import { describe, expect, test } from 'vitest';
import { rangeOf } from '../../../shared/domain/stability/value-range.ts';

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
