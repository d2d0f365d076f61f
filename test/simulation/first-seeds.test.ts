import { describe, expect, test } from 'vitest';
import { simulateSeeds } from './simulate-seeds.ts';
import { simulate } from './simulation.ts';

describe('several processes under trouble', () => {
  test('lose no slot and break no rule in a thousand seeds', { timeout: 600_000 }, async () => {
    const result = await simulateSeeds({ from: 1, count: 1000 });

    expect(result.failure).toBeUndefined();
    expect(result.slots).toBeGreaterThan(5_000);
  });

  test('go the same way for the same seed', async () => {
    expect(await linesOf(7)).toEqual(await linesOf(7));
  });
});

async function linesOf(seed: number): Promise<string[]> {
  const lines: string[] = [];
  await simulate(seed, { trace: (line) => lines.push(line) });
  return lines;
}
