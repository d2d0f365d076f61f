import { describe, expect, test } from 'vitest';
import { simulateSeeds } from './simulate-seeds.ts';
import { EVERY_GUARD } from './simulation.ts';

describe('the simulation', () => {
  test.each([
    ['jobVersion', 500],
    ['runVersion', 500],
    ['laneVersion', 500],
    ['backfillVersion', 1000],
    ['runIsNew', 500],
    ['gateVersion', 500],
  ] as const)(
    'finds a violation when the guard %s is switched off, within %i seeds',
    { timeout: 300_000 },
    async (guard, count) => {
      const { failure } = await simulateSeeds(
        { from: 1, count },
        { guards: { ...EVERY_GUARD, [guard]: false } },
      );

      expect(failure).toBeDefined();
    },
  );
});
