import { expect, test } from 'vitest';

import { fuzzOrchestrations } from '../../fuzz/functions-host/fuzz-orchestrations.ts';

/** `FUZZ_KILLS=200 npx vitest run test/local/functions-host/random-kills.test.ts` goes on for longer. */
const KILLS = Number(process.env['FUZZ_KILLS'] ?? 8);

test(
  'random orchestrations on a host killed at random instants all end with their own results',
  { timeout: 240_000 + KILLS * 12_000 },
  async () => {
    const { kills, wrong } = await fuzzOrchestrations(20260301, Math.max(48, KILLS * 5), KILLS);

    expect(wrong).toEqual([]);
    expect(kills).toBe(KILLS);
  },
);
