import { describe, expect, test } from 'vitest';
import { ALL_GUARDS } from '../support/memory/memory-jobs.ts';
import { simulate } from './simulation.ts';

/** More by the environment, for a long look: `SIMULATION_SEEDS=100000 npx vitest run test/simulation`. */
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 60);

describe('several processes under trouble', () => {
  test('lose no slot, double no run, and commit each result once', { timeout: 3_600_000 }, async () => {
    let slots = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const result = await simulate(seed);
      slots += result.slots;
      expect(result.violations, `seed ${seed}`).toEqual([]);
    }

    expect(slots).toBeGreaterThan(SEEDS * 50);
  });

  test('go the same way for the same seed', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });

  test.each(['jobVersion', 'runVersion', 'runIsNew'] as const)(
    'are found out within a few seeds when the guard %s is switched off',
    async (guard) => {
      const guards = { ...ALL_GUARDS, [guard]: false };
      let violations: readonly string[] = [];
      for (let seed = 1; seed <= 40 && violations.length === 0; seed += 1) {
        ({ violations } = await simulate(seed, guards));
      }

      expect(violations).not.toEqual([]);
    },
  );
});
