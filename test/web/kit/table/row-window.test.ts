import { describe, expect, test } from 'vitest';
import { heightOf, indexAt, rowsInSight, topOf } from '../../../../web/kit/table/row-window.ts';

const PLAIN = { count: 10_000, rowHeight: 40, unfoldings: [] };
const UNFOLDED = {
  count: 100,
  rowHeight: 40,
  unfoldings: [
    { index: 2, height: 300 },
    { index: 5, height: 100 },
  ],
};

describe('the rows in sight', () => {
  test('are those at the heights, and ten on either side', () => {
    expect(rowsInSight({ top: 4000, bottom: 4400 }, PLAIN)).toEqual({ first: 90, end: 121 });
  });

  test('are as few at the end of ten thousand as at the beginning', () => {
    const { first, end } = rowsInSight({ top: 399_000, bottom: 400_000 }, PLAIN);

    expect(end).toBe(10_000);
    expect(end - first).toBeLessThan(50);
  });

  test('are none of none', () => {
    expect(rowsInSight({ top: 0, bottom: 500 }, { ...PLAIN, count: 0 })).toEqual({ first: 0, end: 0 });
  });

  test('begin lower below what is unfolded', () => {
    expect([2, 3, 5, 6].map((index) => topOf(index, UNFOLDED))).toEqual([80, 420, 500, 640]);
    expect(heightOf(UNFOLDED)).toBe(4400);
  });

  test('hold the row whose details are at the height', () => {
    expect([79, 80, 119, 300, 419, 420, 640].map((y) => indexAt(y, UNFOLDED))).toEqual([1, 2, 2, 2, 2, 3, 6]);
  });

  test('are found again from where they begin, with and without details', () => {
    for (let index = 0; index < UNFOLDED.count; index += 1)
      expect(indexAt(topOf(index, UNFOLDED), UNFOLDED)).toBe(index);
  });

  test('are never beyond the last one', () => {
    expect(indexAt(1e9, UNFOLDED)).toBe(99);
  });
});
