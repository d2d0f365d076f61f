import { describe, expect, test } from 'vitest';
import { effectiveRowsPerCount } from '../../../shared/domain/stability/effective-rows.ts';

const group = (sum: number, sumOfSquares: number) => ({
  rowCount: 3,
  columns: [],
  weights: { sum, sumOfSquares },
});

describe('effectiveRowsPerCount', () => {
  test('is 1 where each row counts once', () => {
    expect(effectiveRowsPerCount({ rowCount: 3, columns: [] })).toBe(1);
  });

  // Three rows of 2: six by weight, three rows.
  test('undoes weights that are all the same', () => {
    expect(6 * effectiveRowsPerCount(group(6, 12))).toBe(3);
  });

  // (1 + 1 + 10)² / (1 + 1 + 100)
  test('counts little where one row outweighs the others', () => {
    expect(12 * effectiveRowsPerCount(group(12, 102))).toBeCloseTo(144 / 102, 15);
  });

  test('is 0 where no row weighs anything', () => {
    expect(effectiveRowsPerCount(group(0, 0))).toBe(0);
  });
});
