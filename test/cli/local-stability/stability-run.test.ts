import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createCountCurrent } from '../../../shared/kinds/stability/application/count-current.ts';
import { freezeBaseline } from '../../../shared/application/freeze-baseline.ts';
import { measureStability } from '../../../shared/domain/stability/measure-stability.ts';
import { csvAt } from '../../support/example-job.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';
import { runCommand, type CommandRun } from '../../support/cli/run-command.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-cli-'));
  await writeFile(join(folder, 'baseline.csv'), BASELINE);
  await writeFile(join(folder, 'current.csv'), CURRENT);
});

afterAll(() => rm(folder, { recursive: true }));

/** A score that moves by a quarter of its range, and a plan that gets a new level. */
const BASELINE = csv((row) => [row % 1000, row % 3 === 0 ? 'basic' : 'plus']);
const CURRENT = csv((row) => [(row % 1000) + 250, row % 5 === 0 ? 'gold' : 'plus']);

function csv(rowOf: (row: number) => readonly (number | string)[]): string {
  return ['score,plan', ...Array.from({ length: 2000 }, (_, row) => rowOf(row).join(',')), ''].join('\n');
}

function run(...args: readonly string[]): Promise<CommandRun> {
  const files = ['--baseline', join(folder, 'baseline.csv'), '--current', join(folder, 'current.csv')];
  return runCommand(['stability', 'run', ...files, ...args]);
}

const measured = z.looseObject({ columns: z.array(z.looseObject({ name: z.string() })) });

describe('stability run', () => {
  test('has the very numbers that a run of the app has', async () => {
    const { json } = await run('--score', 'score', '--json');

    const world = createMemoryWorld('2026-03-01T00:00:00Z');
    world.blobs.put('baselines/b.csv', BASELINE);
    world.blobs.put('datasets/c.csv', CURRENT);
    const frozen = await freezeBaseline(world, csvAt('baselines/b.csv'), {});
    if (frozen.outcome === 'refused') throw new Error('The baseline was refused.');
    const counted = await createCountCurrent(world)({
      ...{ source: csvAt('datasets/c.csv'), bins: frozen.specification },
      ...{ interval: { from: 0, to: 0 }, signal: new AbortController().signal },
    });
    if (counted.outcome === 'rejected') throw new Error('The current sample was rejected.');
    const result = measureStability(frozen.specification, counted.counts, {
      ...{ moderate: 0.1, significant: 0.25 },
    });
    expect(json).toMatchObject(JSON.parse(JSON.stringify(result)));
  });

  test('is a table with what moved', async () => {
    const { stdout, exitCode } = await run('--score', 'score');

    expect(stdout).toContain('Baseline: 2000 rows  Current: 2000 rows  PSI of the score: ');
    expect(stdout).toMatch(/^score +numeric +\d\.\d{4} +significant-shift /m);
    expect(stdout).toContain('What moved');
    expect(stdout).not.toContain('BASELINE ROWS');
    expect(exitCode).toBe(0);
  });

  test('shows every bin when asked to', async () => {
    expect((await run('--bins')).stdout).toMatch(/^plan +__NEW__ +0 +400 /m);
  });

  test('is CSV with a row for each column, or for each bin', async () => {
    const columns = (await run('--csv')).stdout.trim().split('\r\n');
    const bins = (await run('--csv', '--bins')).stdout.trim().split('\r\n');

    expect(columns).toHaveLength(3);
    expect(columns[0]).toBe('column,segment,type,index,band,critical,pAdjusted,alarm,status,reason');
    expect(bins.length).toBeGreaterThan(12);
    expect(bins[0]).toBe('column,bin,baselineRows,currentRows,baseline,current,contribution');
  });

  test('measures the columns that are named', async () => {
    const { json } = await run('--column', 'plan', '--json');

    expect(measured.parse(json).columns.map(({ name }) => name)).toEqual(['plan']);
  });

  test('judges by the thresholds that are given', async () => {
    const { stdout } = await run('--column', 'score', '--moderate', '9', '--significant', '10');

    expect(stdout).toMatch(/^score .* stable /m);
  });

  test('reads compressed files, and several as one sample', async () => {
    const half = gzipSync(CURRENT.split('\n').slice(0, 1001).join('\n'));
    await writeFile(join(folder, 'half.csv.gz'), half);

    const { stdout } = await run('--current', join(folder, 'half.csv.gz'));

    expect(stdout).toContain('Current: 3000 rows');
  });

  test('fails on what it is told to fail on', async () => {
    expect(await run('--fail-on', 'significant-shift')).toMatchObject({ exitCode: 1 });
    expect(
      await run('--fail-on', 'significant-shift', '--significant', '99', '--moderate', '98'),
    ).toMatchObject({
      exitCode: 0,
    });
  });

  test.each([
    [['--current', 'nowhere.csv'], 1, "There is no file 'nowhere.csv'."],
    [['--score', 'nope'], 1, "There is no column 'nope' in the baseline."],
    [['--column', 'nope'], 1, "there is no column 'nope' in the baseline"],
    [['--delimiter', 'xx'], 2, '--delimiter'],
    [['--moderate', '0.5'], 2, '--moderate must be above 0'],
    [['--alpha', '1'], 2, '--alpha must be between 0 and 1'],
  ])('%j is refused', async (args, exitCode, message) => {
    const refused = await run(...args);

    expect(refused.stderr).toContain(message);
    expect(refused.exitCode).toBe(exitCode);
  });

  test('names file and line of what cannot be read', async () => {
    await writeFile(join(folder, 'broken.csv'), 'score,plan\n1,basic\n2\n');

    const { stderr, exitCode } = await run('--current', join(folder, 'broken.csv'));

    expect(stderr).toMatch(/broken\.csv' cannot be read: Line 3 has 1 field/);
    expect(exitCode).toBe(1);
  });
});
