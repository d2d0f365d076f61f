import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { WORLDS, type World } from './scenario.ts';
import { simulate } from './simulation.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

describe('several processes under trouble', () => {
  // In processes of their own, which take both cores and half the time that they would take here.
  test('lose no slot and break no rule in two thousand seeds', { timeout: 600_000 }, async () => {
    const seeds = ['--world', 'stability', '--seeds', '1000'];
    const outputs = await Promise.all([
      outputOf(...seeds, '--from', '1'),
      outputOf(...seeds, '--from', '1001'),
    ]);

    for (const output of outputs) expect(output).toContain(' 0 seeds with violations');
  });

  test(
    'never ask a report server for two reports at once in two hundred seeds',
    { timeout: 600_000 },
    async () => {
      const seeds = ['--world', 'collections', '--seeds', '100'];
      const outputs = await Promise.all([
        outputOf(...seeds, '--from', '1'),
        outputOf(...seeds, '--from', '101'),
      ]);

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
