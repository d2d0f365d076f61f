import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IntervalGrid } from '../../../shared/domain/stability/interval-grid.ts';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** Every edge, its neighbours, and what lies beyond. */
function probes(edges: readonly number[]): number[] {
  const around = edges.flatMap((edge) => [edge, edge * (1 + 1e-15), edge * (1 - 1e-15), edge + 1, edge - 1]);
  return [-Infinity, Infinity, 0, -0, 5e-324, -5e-324, ...around];
}

function expectByDefinition(edges: readonly number[], values: readonly number[]): void {
  const grid = new IntervalGrid(edges);
  const counts = new Float64Array(grid.intervalCount);
  grid.countInto(counts, Float64Array.from(values), values.length);
  const expected = new Float64Array(edges.length + 1);
  for (const value of values) {
    const interval = edges.filter((edge) => value > edge).length;
    expected[interval] = (expected[interval] ?? 0) + 1;
    expect(grid.intervalOf(value)).toBe(interval);
  }

  expect(counts).toEqual(expected);
}

describe('IntervalGrid', () => {
  test.each([
    ['no edges', []],
    ['one edge', [0.1]],
    ['even edges', range(200)],
    ['a few edges far from the many', [-1e12, ...range(100), 1e15]],
    ['edges close to one another', range(50).map((index) => 1 + index * 2 ** -52)],
    ['powers of ten', range(600).map((index) => 10 ** (index - 300))],
    ['edges as far apart as doubles go', [-Number.MAX_VALUE, 0, Number.MAX_VALUE]],
    ['an edge at -Infinity', [-Infinity, 0, 1]],
    ['subnormal edges', [5e-324, 1e-323, 2e-323]],
  ])('agrees with the definition for %s', (_, edges) => {
    expectByDefinition(edges, probes(edges));
  });

  test('agrees with the definition for any edges', () => {
    const double = fc.double({ noNaN: true });
    const skewed = fc.double({ noNaN: true, min: -30, max: 30 }).map((value) => Math.exp(value));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(double, skewed), { maxLength: 60 }),
        fc.array(double),
        (some, more) => {
          const edges = [...new Set(some.map((edge) => edge + 0))]
            .filter((edge) => edge < Infinity)
            .sort((a, b) => a - b);
          expectByDefinition(
            edges,
            [...more, ...probes(edges)].filter((value) => !Number.isNaN(value)),
          );
        },
      ),
    );
  });

  test('finds its way among more edges than a grid is made for', () => {
    const grid = new IntervalGrid(range(70_000));

    expect([-1, 0, 0.5, 69_999, 70_000].map((value) => grid.intervalOf(value))).toEqual([
      0, 0, 1, 69_999, 70_000,
    ]);
  });
});
