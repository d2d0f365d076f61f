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

  // From a seed shortly before the first that shows it, so as not to take long.
  test.each([
    ['leaseExpiry', 'nothing is in its way', 10],
    ['leaseRenewal', 'its lease was lost', 1],
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
