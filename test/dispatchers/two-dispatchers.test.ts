import { expect, test } from 'vitest';
import { troubleDispatchers } from './trouble-dispatchers.ts';

/** For minutes with thousands of jobs: `node test/dispatchers/main.ts`. */
test(
  'two dispatchers, killed and stopped at random, lose no slot and double none',
  { timeout: 600_000 },
  async () => {
    const result = await troubleDispatchers({
      ...{ jobs: 60, troubleMs: 12_000, seed: 7 },
      everySeconds: [2, 10],
      stalledAfterMs: 5_000,
    });

    expect(result.lost).toEqual([]);
    expect(result.doubled).toEqual([]);
    expect(result.kills).toBeGreaterThan(0);
    expect(result.slots).toBeGreaterThan(60);
  },
);
