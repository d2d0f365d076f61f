import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killRepeatedly } from './kill-repeatedly.ts';

// `COSMOS_KILLS=200 COSMOS_KILL_SEED=7 npx vitest run test/local/cosmos/kill` kills more often, at other moments.
const kills = Number(process.env['COSMOS_KILLS'] ?? 10);
const seed = Number(process.env['COSMOS_KILL_SEED'] ?? 1);
const MOST_MS_A_KILL = 30_000;

test(
  'the Cosmos stand-in has every write it answered, and none by half, after being killed at random moments',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cosmos-kill-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));

    const { answers } = await killRepeatedly(dataDir, seed, kills);

    expect(answers).toBeGreaterThan(kills);
  },
  30_000 + kills * MOST_MS_A_KILL,
);
