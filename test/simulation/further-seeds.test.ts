import { describe, expect, test } from 'vitest';
import { simulateSeeds } from './simulate-seeds.ts';

// In a file of its own, so that it takes another core.
describe('several processes under trouble', () => {
  test('lose no slot and break no rule in a thousand further seeds', { timeout: 600_000 }, async () => {
    const result = await simulateSeeds({ from: 1001, count: 1000 });

    expect(result.failure).toBeUndefined();
    expect(result.slots).toBeGreaterThan(5_000);
  });
});
