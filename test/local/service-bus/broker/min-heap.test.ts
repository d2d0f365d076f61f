import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MinHeap } from '../../../../local/service-bus/broker/min-heap.ts';

function drain(heap: MinHeap<number>): number[] {
  const items: number[] = [];
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) items.push(item);
  return items;
}

describe('MinHeap', () => {
  test('gives back what was put in, lowest first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        const heap = new MinHeap<number>((a, b) => a < b);
        for (const number of numbers) heap.push(number);

        expect(drain(heap)).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });

  test('retain keeps the wanted ones in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        const heap = new MinHeap<number>((a, b) => a < b);
        for (const number of numbers) heap.push(number);

        heap.retain((number) => number % 2 === 0);

        expect(drain(heap)).toEqual(numbers.filter((number) => number % 2 === 0).sort((a, b) => a - b));
      }),
    );
  });
});
