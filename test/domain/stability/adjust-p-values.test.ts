import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustPValues as adjustTests } from '../../../shared/domain/stability/adjust-p-values.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

function adjustPValues(pValues: readonly number[]): number[] {
  return adjustTests(pValues.map((pValue) => ({ pValue }))).map(({ adjustedPValue }) => adjustedPValue);
}

describe('adjustPValues', () => {
  test('gives each test back with its own', () => {
    const tests = [
      { name: 'a', pValue: 0.5 },
      { name: 'b', pValue: 0.01 },
    ];

    expect(adjustTests(tests)).toEqual([
      { name: 'a', pValue: 0.5, adjustedPValue: 0.5 },
      { name: 'b', pValue: 0.01, adjustedPValue: 0.02 },
    ]);
  });

  // Sorted: 0.01 · 4, 0.02 · 4 / 2, 0.03 · 4 / 3, 0.5 · 4 / 4; the first three are all 0.04.
  test('multiplies by the number of columns and divides by the rank', () => {
    const adjusted = adjustPValues([0.5, 0.01, 0.03, 0.02]);

    [0.5, 0.04, 0.04, 0.04].forEach((expected, index) => {
      expect(adjusted[index]).toBeCloseTo(expected, 15);
    });
  });

  // 0.04 · 2 / 1 = 0.08 is more than 0.05 · 2 / 2, which a larger p-value gets.
  test('never gives a smaller p-value more than a larger one', () => {
    expect(adjustPValues([0.04, 0.05])).toEqual([0.05, 0.05]);
  });

  test('leaves a single p-value as it is', () => {
    expect(adjustPValues([0.03])).toEqual([0.03]);
  });

  test('has nothing to say about nothing', () => {
    expect(adjustPValues([])).toEqual([]);
  });

  test('lies between the p-value and 1', () => {
    fc.assert(
      fc.property(pValues, (given) =>
        adjustPValues(given).every((adjusted, index) => adjusted >= (given[index] ?? 2) && adjusted <= 1),
      ),
    );
  });

  test('keeps the order', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const adjusted = adjustPValues(given);
        const byP = given.map((p, index) => [p, adjusted[index] ?? NaN] as const).sort(([a], [b]) => a - b);
        return byP.every(([, value], index) => index === 0 || value >= (byP[index - 1]?.[1] ?? NaN));
      }),
    );
  });

  test('is the least over the larger ones of p · K / rank, by the definition', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const sorted = [...given].sort((a, b) => a - b);
        const adjusted = [...adjustPValues(given)].sort((a, b) => a - b);
        return adjusted.every((value, index) => {
          const larger = sorted.slice(index).map((p, k) => (p * sorted.length) / (index + k + 1));
          return Math.abs(value - Math.min(1, ...larger)) <= 1e-15;
        });
      }),
    );
  });
});
