import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { WORLDS, type World } from './scenario.ts';
import { simulate } from './simulation.ts';

/** More by the environment: `SIMULATION_SEEDS=20000 npx vitest run test/simulation`; a tenth as many of collections. */
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 1000);

const MAIN = join(import.meta.dirname, 'main.ts');

describe('several processes under trouble', () => {
  test('lose no slot and break no rule, whatever the seed', { timeout: 600_000 }, async () => {
    const outputs = await outputsOf('stability', SEEDS);

    for (const output of outputs) expect(output).toContain(' 0 seeds with violations');
  });

  test(
    'never ask a report server for two reports at once, whatever the seed',
    { timeout: 600_000 },
    async () => {
      const outputs = await outputsOf('collections', SEEDS / 10);

      for (const output of outputs) expect(output).toContain(' 0 seeds with violations');
    },
  );

  // A job due every 2 s, with hundreds of its messages delivered together: the claims took the square of their number.
  test('claim hundreds of runs of one job in steps that grow with their number', async () => {
    const { slots, steps, violations } = await simulate(3_033_676);

    expect(violations).toEqual([]);
    expect(steps).toBeLessThan(200 * slots);
  });

  // An edit that had begun before, and found the job behind, went on with the deleted one.
  test('bring no job back that is deleted while it is edited', async () => {
    const { violations } = await simulate(7_007_383, { world: 'stability' });

    expect(violations).toEqual([]);
  });

  test.each(WORLDS)('go the same way for the same seed in a world of %s', async (world) => {
    expect(await linesOf(world)).toEqual(await linesOf(world));
  });
});

/** What so many seeds print, in two processes, which take both cores and half the time that they would take here. */
async function outputsOf(world: World, seeds: number): Promise<readonly string[]> {
  const half = Math.ceil(seeds / 2);
  const options = ['--world', world, '--seeds', String(half), '--from'];
  return Promise.all([1, 1 + half].map((from) => outputOf(...options, String(from))));
}

/** What some seeds print; with a violation that ends them, its seed and what it was. */
async function outputOf(...options: readonly string[]): Promise<string> {
  try {
    const run = promisify(execFile);
    return (await run(process.execPath, [MAIN, ...options])).stdout;
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout);
    throw error;
  }
}

async function linesOf(world: World): Promise<string[]> {
  const lines: string[] = [];
  await simulate(7, { world, trace: (line) => lines.push(line) });
  return lines;
}
