import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectOrderStatistics } from '../../../shared/domain/stability/select-order-statistics.ts';

function expectSelected(values: readonly number[], ranks: readonly number[]): void {
  const selected = Float64Array.from(values);
  selectOrderStatistics(selected, ranks);
  const sorted = Float64Array.from(values).sort();

  expect(ranks.map((rank) => (selected[rank] ?? NaN) + 0)).toEqual(
    ranks.map((rank) => (sorted[rank] ?? NaN) + 0),
  );
  expect(selected.sort()).toEqual(sorted);
}

describe('selectOrderStatistics', () => {
  const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true }));

  test('puts at each rank what a sort would, and loses no value', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 400 }),
        fc.array(fc.nat(399)),
        (values, wanted) => {
          const ranks = [...new Set(wanted.map((rank) => rank % values.length))].sort((a, b) => a - b);
          expectSelected(values, ranks);
        },
      ),
    );
  });

  test.each([
    ['ascending', (index: number) => index],
    ['descending', (index: number) => -index],
    ['constant', () => 7],
    ['two-valued', (index: number) => index % 2],
    ['organ-pipe', (index: number) => Math.min(index, 20_000 - index)],
    ['sawtooth', (index: number) => index % 97],
  ])('handles %s values', (_, valueAt) => {
    expectSelected(
      Array.from({ length: 20_000 }, (_unused, index) => valueAt(index)),
      [0, 2_000, 9_999, 10_000, 19_999],
    );
  });
});
