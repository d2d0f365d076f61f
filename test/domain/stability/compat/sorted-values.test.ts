import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countBelow,
  countUpTo,
  distinctCount,
  evenEdges,
  numpyQuantile,
  roundHalfToEven,
  rQuantile,
} from '../../../../shared/domain/stability/compat/sorted-values.ts';

const sorted = fc
  .array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 })
  .map((values) => Float64Array.from(values).sort());

describe('sorted values', () => {
  test('are counted as a look at each of them would', () => {
    fc.assert(
      fc.property(sorted, fc.integer({ min: -6, max: 6 }), (values, limit) => {
        expect(countBelow(values, limit)).toBe(values.filter((value) => value < limit).length);
        expect(countUpTo(values, limit)).toBe(values.filter((value) => value <= limit).length);
      }),
    );
  });

  test('have distinct ones, of which no more are counted than asked for', () => {
    expect(distinctCount(Float64Array.of(1, 1, 2, 3, 3), 10)).toBe(3);
    expect(distinctCount(Float64Array.of(1, 1, 2, 3, 3), 2)).toBe(3);
    expect(distinctCount(Float64Array.of(1, 2, 3, 4, 5), 2)).toBe(3);
    expect(distinctCount(new Float64Array(0), 2)).toBe(0);
  });

  test('have one zero, whatever its sign', () => {
    expect(distinctCount(Float64Array.of(-0, 0), 10)).toBe(1);
  });

  test('have quantiles of type 7, by numpy’s steps and by R’s', () => {
    const values = Float64Array.of(1, 2, 4, 8);

    expect([0, 0.25, 0.5, 1].map((p) => numpyQuantile(values, p))).toEqual([1, 1.75, 3, 8]);
    expect([0, 0.25, 0.5, 1].map((p) => rQuantile(values, p))).toEqual([1, 1.75, 3, 8]);
  });

  test('have the very value as a quantile between two equal ones', () => {
    const values = Float64Array.of(0.42, 0.42, 0.42);

    expect([0.1, 0.3, 0.7].map((p) => [numpyQuantile(values, p), rQuantile(values, p)])).toEqual([
      [0.42, 0.42],
      [0.42, 0.42],
      [0.42, 0.42],
    ]);
  });
});

describe('evenEdges', () => {
  test('ends at the very end', () => {
    expect(evenEdges(0, 0.7, 7).at(-1)).toBe(0.7);
    expect(evenEdges(0, 1, 10)[3]).toBe(0.30000000000000004);
  });
});

describe('roundHalfToEven', () => {
  test.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.4, 2],
    [2.6, 3],
    [-1.5, -2],
    [-2.5, -2],
    [-0.4, -0],
  ])('rounds %d to %d', (value, rounded) => {
    expect(roundHalfToEven(value)).toBe(rounded);
  });
});
