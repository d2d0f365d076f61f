import { describe, expect, test } from 'vitest';
import { simulateSeeds } from './simulate-seeds.ts';
import { EVERY_GUARD } from './simulation.ts';

describe('the simulation', () => {
  test.each([
    ['jobVersion', 200],
    ['runVersion', 50],
    ['laneVersion', 50],
    ['backfillVersion', 400],
    ['runIsNew', 300],
    ['gateVersion', 300],
  ] as const)(
    'finds a violation when the guard %s is switched off, within %i seeds',
    { timeout: 60_000 },
    async (guard, count) => {
      const { failure } = await simulateSeeds(
        { from: 1, count },
        { guards: { ...EVERY_GUARD, [guard]: false } },
      );

      expect(failure).toBeDefined();
    },
  );
});
