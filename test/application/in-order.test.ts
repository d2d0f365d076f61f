import { describe, expect, test } from 'vitest';
import { inOrder } from '../../shared/application/in-order.ts';

async function* numbers(until: number, taken: number[] = []): AsyncGenerator<number> {
  for (let number = 0; number < until; number += 1) {
    taken.push(number);
    yield number;
  }
}

describe('inOrder', () => {
  test('gives results in the order of the items, whichever is done first', async () => {
    const release = Promise.withResolvers<number>();
    const work = (item: number): Promise<number> => {
      if (item === 0) return release.promise;
      if (item === 2) release.resolve(0);
      return Promise.resolve(item);
    };

    await expect(Array.fromAsync(inOrder(numbers(5), 3, work))).resolves.toEqual([0, 1, 2, 3, 4]);
  });

  test('works at no more items at once than it may', async () => {
    let inWork = 0;
    let most = 0;
    await Array.fromAsync(
      inOrder(numbers(40), 4, async () => {
        inWork += 1;
        most = Math.max(most, inWork);
        await new Promise(setImmediate);
        inWork -= 1;
      }),
    );

    expect(most).toBe(4);
  });

  test('takes no more items than it may while its results are not read', async () => {
    const taken: number[] = [];
    const results = inOrder(numbers(100, taken), 4, async (item) => item);

    await results.next();
    await new Promise(setImmediate);

    expect(taken.length).toBeLessThanOrEqual(5);
  });

  test('gives a result at once while the next item is still to come', async () => {
    const never = Promise.withResolvers<never>();
    const items = async function* (): AsyncGenerator<number> {
      yield 1;
      await never.promise;
    };

    const first = await inOrder(items(), 4, async (item) => item).next();

    expect(first).toEqual({ done: false, value: 1 });
  });

  test('takes nothing more once nobody reads, and finishes what is in work', async () => {
    const taken: number[] = [];
    const finished: number[] = [];
    const results = inOrder(numbers(100, taken), 4, async (item) => {
      await Promise.resolve();
      finished.push(item);
    });

    await results.next();
    await results.return(undefined);

    expect(finished).toEqual(taken);
    expect(taken.length).toBeLessThan(10);
  });

  test('fails when the items cannot be read on, after the results before', async () => {
    const items = async function* (): AsyncGenerator<number> {
      yield 1;
      throw new Error('cut off');
    };
    const finished: number[] = [];

    const reading = Array.fromAsync(inOrder(items(), 1, async (item) => finished.push(item)));

    await expect(reading).rejects.toThrow('cut off');
    expect(finished).toEqual([1]);
  });
});
