import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SortedList } from '../../../local/cosmos/store/sorted-list.ts';

interface Item {
  readonly n: number;
}

function listOf(numbers: Iterable<number>): SortedList<Item> {
  return new SortedList<Item>(
    (left, right) => left.n - right.n,
    Array.from(numbers, (n) => ({ n })),
  );
}

function numbersOf(items: Iterable<Item>): readonly number[] {
  return Array.from(items, ({ n }) => n);
}

describe('SortedList', () => {
  test('has what a sorted array has, after any insertions and removals', () => {
    const step = fc.record({ n: fc.integer({ min: 0, max: 5000 }), isRemoval: fc.boolean() });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { maxLength: 2000, size: 'max' }),
        fc.array(step, { maxLength: 300, size: 'max' }),
        (start, steps) => {
          const list = listOf(start);
          const expected = new Set(start);
          for (const { n, isRemoval } of steps) {
            if (isRemoval) {
              list.remove({ n });
              expected.delete(n);
            } else if (!expected.has(n)) {
              list.insert({ n });
              expected.add(n);
            }
          }
          const sorted = [...expected].sort((a, b) => a - b);
          const bound = start[0] ?? 0;
          const before = sorted.filter((n) => n < bound).length;
          expect(list.size).toBe(sorted.length);
          expect(numbersOf(list.slice(0, Infinity))).toEqual(sorted);
          expect(list.countUntil(({ n }) => n >= bound)).toBe(before);
          expect(numbersOf(list.slice(before, before + 700))).toEqual(sorted.slice(before, before + 700));
          expect(numbersOf(list.sliceReversed(before, before + 700))).toEqual(
            sorted.slice(before, before + 700).reverse(),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('puts an item in the place of the one that compares as equal', () => {
    const list = listOf([1, 2, 3]);
    const second = { n: 2 };

    list.put(second);

    expect([...list.slice(0, Infinity)][1]).toBe(second);
    expect(list.size).toBe(3);
  });

  test('adds what is put where nothing compares as equal', () => {
    const list = listOf([]);

    for (const n of [3, 1, 2]) list.put({ n });

    expect(numbersOf(list.slice(0, Infinity))).toEqual([1, 2, 3]);
  });

  test('gives nothing for a span that ends before it starts', () => {
    const list = listOf([1, 2, 3]);

    expect(numbersOf(list.slice(2, 1))).toEqual([]);
    expect(numbersOf(list.sliceReversed(2, 1))).toEqual([]);
  });
});
