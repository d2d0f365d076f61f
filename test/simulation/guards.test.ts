import { describe, expect, test } from 'vitest';
import { simulateSeeds } from './simulate-seeds.ts';
import { EVERY_GUARD } from './simulation.ts';

describe('the simulation', () => {
  // From a seed shortly before the first that shows it, so as not to take long.
  test.each([
    ['jobVersion', 500, 1],
    ['runVersion', 500, 1],
    ['laneVersion', 500, 1],
    ['backfillVersion', 1000, 510],
    ['runIsNew', 500, 45],
    ['gateVersion', 500, 15],
  ] as const)(
    'finds a violation when the guard %s is switched off, within %i seeds',
    { timeout: 300_000 },
    async (guard, count, from) => {
      const { failure } = await simulateSeeds(
        { from, count },
        { guards: { ...EVERY_GUARD, [guard]: false } },
      );

      expect(failure).toBeDefined();
    },
  );

  // Likewise.
  test.each([
    ['leaseExpiry', 'nothing is in its way', 10],
    ['leaseRenewal', 'its lease was lost', 35],
    ['notesTerm', 'a lease that had been lost', 1],
    ['notesUnchanged', 'was asked for while the server was at', 20],
    ['ticketIntent', 'was asked for while the server was at', 1],
    ['reportEpoch', 'back to', 1],
  ] as const)(
    'finds a violation of collections when the guard %s is switched off: "%s"',
    { timeout: 300_000 },
    async (guard, words, from) => {
      const { failure } = await simulateSeeds(
        { from, count: 1000 },
        { world: 'collections', guards: { ...EVERY_GUARD, [guard]: false } },
      );

      expect(failure?.violations.join()).toContain(words);
    },
  );
});
