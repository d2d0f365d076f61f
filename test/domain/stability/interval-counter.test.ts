import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IntervalCounter } from '../../../shared/domain/stability/interval-counter.ts';

const double = fc.double({ noNaN: true });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const closures = fc.constantFrom('right', 'left');

function countOf(edges: readonly number[], values: readonly number[], closed: 'right' | 'left'): number[] {
  const counter = new IntervalCounter(edges, closed);
  counter.add(Float64Array.from(values), values.length);
  return [...counter.counts];
}

/** The definition: as many edges as lie below the value (right-closed), or do not lie above it (left-closed). */
function countByDefinition(
  edges: readonly number[],
  values: readonly number[],
  closed: 'right' | 'left',
): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    const bin = edges.filter((edge) => (closed === 'right' ? edge < value : edge <= value)).length;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

describe('IntervalCounter', () => {
  test('puts a value equal to an edge below it when bins are right-closed', () => {
    expect(countOf([1, 2], [1, 2], 'right')).toEqual([1, 1, 0]);
  });

  test('puts a value equal to an edge above it when bins are left-closed', () => {
    expect(countOf([1, 2], [1, 2], 'left')).toEqual([0, 1, 1]);
  });

  test('puts values outside every edge into the outer bins', () => {
    expect(countOf([1, 2], [-Infinity, -1e308, 1e308, Infinity], 'right')).toEqual([2, 0, 2]);
  });

  test('has one bin without edges', () => {
    expect(countOf([], [-Infinity, 0, 5], 'right')).toEqual([3]);
  });

  test('keeps counting across calls, and only up to the length given', () => {
    const counter = new IntervalCounter([0], 'right');
    counter.add(Float64Array.of(1, 2, 3), 2);
    counter.add(Float64Array.of(-1), 1);

    expect([...counter.counts]).toEqual([1, 2]);
  });

  test('agrees with the definition for any edges and values', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(finite, { maxLength: 30 }),
        fc.array(double),
        closures,
        (edges, others, closed) => {
          const ascending = edges.map((edge) => edge + 0).sort((a, b) => a - b);
          const unique = [...new Set(ascending)];
          const values = [...others, ...unique];
          expect(countOf(unique, values, closed)).toEqual(countByDefinition(unique, values, closed));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('agrees with the definition where edges crowd into one cell of the grid', () => {
    const edges = [0, 1e-12, 2e-12, 3e-12, 1e6];
    const values = [...edges, 5e-13, 2.5e-12, 1, 999_999, 2e6];

    expect(countOf(edges, values, 'right')).toEqual(countByDefinition(edges, values, 'right'));
  });
});
