import { describe, expect, test } from 'vitest';
import { untilWritten } from '../../shared/application/look-again.ts';

/** The pauses, ms, of someone who meets so many conflicts. */
async function pausesOf(name: string, conflicts: number): Promise<number[]> {
  const pauses: number[] = [];
  const pause = async (ms: number): Promise<void> => {
    pauses.push(ms);
  };
  let looks = 0;
  const outcome = await untilWritten({ pause, name }, async () => {
    looks += 1;
    return looks > conflicts ? 'written' : 'conflict';
  });
  expect(outcome).toBe('written');
  expect(looks).toBe(conflicts + 1);
  return pauses;
}

describe('untilWritten', () => {
  test('looks again at once after the first three conflicts', async () => {
    expect(await pausesOf('a run', 3)).toEqual([]);
  });

  test('pauses after each further conflict, and never gives up', async () => {
    expect(await pausesOf('a run', 50)).toHaveLength(47);
  });

  test('pauses for at most 50 ms at first, and never for more than a second', async () => {
    for (const name of ['one', 'two', 'three']) {
      const pauses = await pausesOf(name, 50);
      expect(pauses[0]).toBeLessThanOrEqual(50);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
      expect(Math.max(...pauses)).toBeGreaterThan(500);
    }
  });

  test('pauses for different times under different names, and for the same under the same', async () => {
    expect(await pausesOf('one', 10)).not.toEqual(await pausesOf('two', 10));
    expect(await pausesOf('one', 10)).toEqual(await pausesOf('one', 10));
  });

  test('lets an error go at once', async () => {
    const look = () => Promise.reject(new Error('The store is away.'));

    await expect(untilWritten({ pause: async () => undefined, name: 'a run' }, look)).rejects.toThrow('away');
  });
});
