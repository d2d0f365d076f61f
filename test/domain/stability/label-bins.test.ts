import { describe, expect, test } from 'vitest';
import { labelIntervals } from '../../../shared/domain/stability/label-bins.ts';
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
