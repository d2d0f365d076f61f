import { describe, expect, test } from 'vitest';
import { limited } from '../../shared/application/limited.ts';
import { remembered } from '../../shared/application/remembered.ts';

const asItIs = { most: 2, nameOf: (key: string) => key };

describe('remembered', () => {
  test('asks once for those who ask at the same time', async () => {
    const asked: string[] = [];
    const load = remembered(async (key: string) => asked.push(key), asItIs);

    await Promise.all([load('a'), load('a'), load('b')]);

    expect(asked).toEqual(['a', 'b']);
  });

  test('asks anew for what failed', async () => {
    let tries = 0;
    const load = remembered(async () => {
      tries += 1;
      if (tries === 1) throw new Error('away');
      return tries;
    }, asItIs);

    await expect(load('a')).rejects.toThrow('away');

    await expect(load('a')).resolves.toBe(2);
  });

  test('keeps only so many answers', async () => {
    const asked: string[] = [];
    const load = remembered(async (key: string) => asked.push(key), asItIs);

    for (const key of ['a', 'b', 'c', 'a']) await load(key);

    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});

describe('limited', () => {
  test('lets so many calls go at once, and the others in their order', async () => {
    const begun: number[] = [];
    let inWork = 0;
    let most = 0;
    const work = limited(async (item: number) => {
      begun.push(item);
      inWork += 1;
      most = Math.max(most, inWork);
      await Promise.resolve();
      inWork -= 1;
    }, 2);

    await Promise.all([0, 1, 2, 3, 4].map((item) => work(item)));

    expect(most).toBe(2);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  test('gives the place of a call that failed to the next', async () => {
    const work = limited(async (fails: boolean) => {
      if (fails) throw new Error('failed');
      return 'done';
    }, 1);

    const first = work(true);
    const second = work(false);

    await expect(first).rejects.toThrow('failed');
    await expect(second).resolves.toBe('done');
  });
});
