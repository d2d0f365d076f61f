import { describe, expect, test } from 'vitest';
import type { CategoricalBins, NumericBins } from '../../../shared/domain/stability/bin-specification.ts';
import {
  labelIntervals,
  labelOwnBins,
  labelSpecialCode,
} from '../../../shared/domain/stability/label-bins.ts';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';

describe('labelIntervals', () => {
  test('writes right-closed bins with open ends', () => {
    expect(labelIntervals([7.4, 11], 'right')).toEqual(['(-inf,7.4]', '(7.4,11]', '(11,inf)']);
  });

  test('writes left-closed bins with open ends', () => {
    expect(labelIntervals([7.4, 11], 'left')).toEqual(['(-inf,7.4)', '[7.4,11)', '[11,inf)']);
  });

  test('writes a single-value bin as that value, and its neighbour up to it', () => {
    expect(labelIntervals([4, nextBelow(5), 5, 6], 'right')).toEqual([
      '(-inf,4]',
      '(4,5)',
      '[5]',
      '(5,6]',
      '(6,inf)',
    ]);
  });

  test('writes a constant’s bins', () => {
    expect(labelIntervals([nextBelow(0), 0], 'right')).toEqual(['(-inf,0)', '[0]', '(0,inf)']);
  });

  test('writes the one bin that there is without edges', () => {
    expect(labelIntervals([], 'right')).toEqual(['(-inf,inf)']);
  });
});

describe('labelOwnBins', () => {
  test('writes the intervals of a numeric column', () => {
    const column: NumericBins = {
      ...{ name: 'age', type: 'numeric', status: 'ok', binEdges: [1], specialCodes: [-9] },
      binning: { method: 'quantile', bins: 2 },
    };

    expect(labelOwnBins(column, 'left')).toEqual(['(-inf,1)', '[1,inf)']);
  });

  const levels: CategoricalBins = {
    ...{ name: 'grade', type: 'categorical', status: 'ok', levels: ['A', 'B', 'C'], others: 'unseen' },
    binning: { method: 'all-levels' },
  };

  test('writes the levels of a categorical column', () => {
    expect(labelOwnBins(levels, 'right')).toEqual(['A', 'B', 'C']);
  });

  test('writes the labels of groups in place of their levels', () => {
    const groups = { labels: ['good', 'bad'], binOfLevel: [0, 0, 1] };

    expect(labelOwnBins({ ...levels, groups }, 'right')).toEqual(['good', 'bad']);
  });
});

describe('labelSpecialCode', () => {
  test('writes the code in braces', () => {
    expect(labelSpecialCode(-9)).toBe('{-9}');
  });
});
