import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunningMoments } from '../../../shared/domain/stability/running-moments.ts';
import type { Moments } from '../../../shared/domain/stability/sample-counts.ts';

function momentsOf(values: readonly number[]): Moments | undefined {
  const moments = new RunningMoments();
  moments.addAll(Float64Array.from(values), values.length);
  return moments.finish();
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('RunningMoments', () => {
  test('are worked by hand for 2, 4, 4, 4, 5, 5, 7, 9', () => {
    expect(momentsOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ count: 8, mean: 5, squaredDeviations: 32 });
  });

  test('are those of whole numbers over many blocks', () => {
    // The sum of squared deviations of n consecutive whole numbers is n (n² − 1) / 12.
    const length = 100_001;
    const moments = momentsOf(range(length));

    expect(moments?.mean).toBeCloseTo((length - 1) / 2, 8);
    expect((moments?.squaredDeviations ?? 0) / ((length * (length ** 2 - 1)) / 12)).toBeCloseTo(1, 13);
  });

  test('lose no digits where values are large and close together', () => {
    const moments = momentsOf(range(10_000).map((value) => 1e9 + (value % 10)));

    expect(moments?.mean).toBeCloseTo(1e9 + 4.5, 6);
    expect(moments?.squaredDeviations).toBeCloseTo(82_500, 3);
  });

  test('lose no digits where the first value is far from the others', () => {
    const values = [1e12, ...range(5_000).map((value) => value % 10)];
    const mean = (1e12 + 22_500) / 5_001;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);

    expect((momentsOf(values)?.squaredDeviations ?? 0) / squares).toBeCloseTo(1, 12);
  });

  test('are exact for a constant', () => {
    expect(momentsOf(new Array<number>(5_000).fill(0.1))).toEqual({
      count: 5_000,
      mean: 0.1,
      squaredDeviations: 0,
    });
  });

  test('leave out what is not finite, also at the start of a block', () => {
    expect(momentsOf([Infinity, -Infinity, 1, Infinity, 3])).toEqual({
      count: 2,
      mean: 2,
      squaredDeviations: 2,
    });
  });

  test.each([
    ['no values', []],
    ['no finite value', [Infinity]],
    ['squares beyond what a double holds', [-1e300, 1e300]],
  ])('there are none with %s', (_, values) => {
    expect(momentsOf(values)).toBeUndefined();
  });

  test('count a value of weight 2 as two values', () => {
    const weighted = new RunningMoments();
    weighted.add(1, 2);
    weighted.add(5, 0);
    weighted.add(4, 1);

    expect(weighted.finish()).toEqual({ count: 3, mean: 2, squaredDeviations: 6 });
  });

  test('are the same to the last bit however the values are cut', () => {
    const values = Float64Array.from(range(6_000), (index) => Math.sin(index) * 1e3);
    const whole = new RunningMoments();
    whole.addAll(values, values.length);
    const expected = whole.finish();
    const one = new RunningMoments();
    for (const value of values) one.add(value, 1);

    expect(one.finish()).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.nat(values.length), { maxLength: 10 }), (cuts) => {
        const positions = [0, ...cuts.sort((a, b) => a - b), values.length];
        const parts = new RunningMoments();
        positions.slice(1).forEach((end, index) => {
          const part = values.subarray(positions[index], end);
          parts.addAll(part, part.length);
        });
        expect(parts.finish()).toEqual(expected);
      }),
    );
  });

  test('are the same to the last bit where another goes on with them', () => {
    const values = Float64Array.from(range(3_000), (index) => Math.sin(index) * 1e3);
    const expected = momentsOf([...values]);
    fc.assert(
      fc.property(fc.nat(values.length), (cut) => {
        const first = new RunningMoments();
        first.addAll(values, cut);
        const second = RunningMoments.resume(structuredClone(first.toOpen()));
        second.addAll(values.subarray(cut), values.length - cut);
        expect(second.finish()).toEqual(expected);
      }),
    );
  });
});
