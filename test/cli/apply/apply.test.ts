import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommand, type CommandRun, type CommandSurroundings } from '../../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../../support/cli/serve-registry.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));

let served: ServedApp;
let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'evenkeel-apply-')), 'retention');
  await cp(EXAMPLES, folder, { recursive: true });
  const world = createMemoryWorld('2026-11-21T00:00:00Z');
  for (const path of ['churn', 'upsell', 'accounts'].map((name) => `baselines/retention/${name}.csv`)) {
    world.blobs.put(path, await readFile(join(EXAMPLES, 'data', path), 'utf8'));
  }
  served = await serveRegistry(registerIn(world));
});

afterEach(async () => {
  await served.stop();
  await rm(join(folder, '..'), { recursive: true });
});

function run(args: readonly string[], around: CommandSurroundings = {}): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url], around);
}

const applied = z.array(
  z.object({
    kind: z.string(),
    name: z.string(),
    outcome: z.string(),
    differences: z.array(z.object({ pointer: z.string() })).default([]),
  }),
);

/** What became of each object: `Job churn: created`. */
async function outcomes(...args: readonly string[]): Promise<readonly string[]> {
  const { json, stderr, exitCode } = await run([...args, '--json']);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return applied.parse(json).map(({ kind, name, outcome }) => `${kind} ${name}: ${outcome}`);
}

function ALL(outcome: string): readonly string[] {
  return [
    `Calendar uk-bank-holidays: ${outcome}`,
    `Model retention-churn-de: ${outcome}`,
    `Model retention-churn-fr: ${outcome}`,
    `Model retention-churn-uk: ${outcome}`,
    `Model retention-churn: ${outcome}`,
    `Model retention-upsell: ${outcome}`,
    `Model retention-accounts: ${outcome}`,
    `JobTemplate retention: ${outcome}`,
    `Job retention-accounts-report: ${outcome}`,
    `Job retention-accounts-drift: ${outcome}`,
    `Job retention-churn-daily: ${outcome}`,
    `Job retention-upsell: ${outcome}`,
    `Fleet churn-by-country: ${outcome}`,
    `AlertRule retention-trouble: ${outcome}`,
  ];
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(folder, file), change(await readFile(join(folder, file), 'utf8')));
}

/** The first document of a file is left out. */
function withoutFirst(text: string): string {
  return text.slice(text.indexOf('---\n') + 4);
}

describe('apply', () => {
  test('makes all that the examples say, and nothing the second time', async () => {
    expect(await outcomes('apply', '-f', folder)).toEqual(ALL('created'));
    expect(await outcomes('apply', '-f', folder)).toEqual(ALL('unchanged'));
  });

  test('marks what it has made with its set', async () => {
    await outcomes('apply', '-f', folder);

    expect((await run(['get', 'job', 'retention-churn-daily', '--json'])).json).toEqual([
      expect.objectContaining({ tags: ['applied-by:retention', 'tier-1'] }),
    ]);
  });

  test('changes what differs and nothing else', async () => {
    await outcomes('apply', '-f', folder);
    await edit('churn.yaml', (text) => text.replace('0 6 * * MON-FRI', '30 7 * * MON-FRI'));
    await edit('calendars.yaml', (text) => text.replace('    - 2027-01-01\n', ''));

    const changed = (await outcomes('apply', '-f', folder)).filter((line) => !line.endsWith('unchanged'));

    expect(changed).toEqual(['Calendar uk-bank-holidays: updated', 'Job retention-churn-daily: updated']);
  });

  test('says what would change in a dry run, and changes nothing', async () => {
    await outcomes('apply', '-f', folder);
    await edit('churn.yaml', (text) => text.replace('0 6 * * MON-FRI', '30 7 * * MON-FRI'));

    const { stdout } = await run(['apply', '-f', folder, '--dry-run']);

    expect(stdout).toContain('~ /recurrences/0/expression: "0 6 * * MON-FRI" -> "30 7 * * MON-FRI"');
    expect(stdout).toContain('1 updated, 13 unchanged (a dry run: nothing was changed)');
    expect((await run(['get', 'job', 'retention-churn-daily', '--yaml'])).stdout).toContain(
      '0 6 * * MON-FRI',
    );
  });

  test('in a dry run of new documents cannot tell of what depends on a new calendar', async () => {
    const found = await outcomes('apply', '-f', folder, '--dry-run');

    expect(found).toContain('Calendar uk-bank-holidays: created');
    expect(found).toContain('Job retention-churn-daily: depends');
    expect(found).toContain('Job retention-accounts-drift: created');
    expect((await run(['jobs', 'list', '--json'])).json).toEqual([]);
  });

  test('deletes what is gone from the set with --prune, and only then', async () => {
    await outcomes('apply', '-f', folder);
    await rm(join(folder, 'upsell.yaml'));

    expect(await outcomes('apply', '-f', folder)).not.toContain('Job retention-upsell: deleted');
    expect(await outcomes('apply', '-f', folder, '--prune', '--dry-run')).toContain(
      'Job retention-upsell: deleted',
    );
    expect(await outcomes('apply', '-f', folder, '--prune', '--yes')).toContain(
      'Job retention-upsell: deleted',
    );
    expect(await outcomes('apply', '-f', folder, '--prune')).not.toContain('Job retention-upsell: deleted');
  });

  test('asks before it deletes, and does nothing at all without a yes', async () => {
    await outcomes('apply', '-f', folder);
    await rm(join(folder, 'upsell.yaml'));
    await edit('churn.yaml', (text) => text.replace('0 6 * * MON-FRI', '30 7 * * MON-FRI'));

    const { exitCode, stderr } = await run(['apply', '-f', folder, '--prune'], { answers: ['n'] });

    expect(stderr).toContain('Delete 1 that are gone: Job retention-upsell?');
    expect(exitCode).toBe(1);
    expect((await run(['get', 'job', 'retention-churn-daily', '--yaml'])).stdout).toContain(
      '0 6 * * MON-FRI',
    );
  });

  test('leaves alone what another set has made', async () => {
    await outcomes('apply', '-f', folder);

    const other = ['apply', '-f', join(folder, 'calendars.yaml'), '--prune', '--yes'];

    expect(await outcomes(...other)).toEqual(['Calendar uk-bank-holidays: unchanged']);
    expect((await run(['jobs', 'list', '--json'])).json).toHaveLength(7);
  });

  test('keeps a model that has baselines', async () => {
    await outcomes('apply', '-f', folder);
    await rm(join(folder, 'upsell.yaml'));
    await edit('models.yaml', (text) => text.replace(/---[^-]*retention-upsell[\s\S]*?(?=---)/, ''));

    const found = await outcomes('apply', '-f', folder, '--prune', '--yes');

    expect(found.filter((line) => !line.endsWith('unchanged'))).toEqual([
      'Job retention-upsell: deleted',
      'Model retention-upsell: kept',
    ]);
  });

  test('applies the others when one fails, deletes nothing then, and is exit code 1', async () => {
    await outcomes('apply', '-f', folder);
    await edit('accounts.yaml', withoutFirst);
    await edit('churn.yaml', (text) =>
      text.replace('baselines/retention/churn.csv', 'baselines/nothing.csv'),
    );
    await edit('upsell.yaml', (text) => text.replace('21600', '3600'));

    const { stdout, stderr, exitCode } = await run(['apply', '-f', folder, '--prune', '--yes']);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Job +retention-upsell +updated /m);
    expect(stdout).toContain("! /spec/task/baseline: there is no blob 'baselines/nothing.csv'");
    expect(stderr).toContain('Nothing was deleted, since something could not be applied.');
    expect((await run(['jobs', 'list', '--json'])).json).toHaveLength(7);
  });

  test('does the rest when it was killed half way', async () => {
    const whole = await readFile(join(folder, 'accounts.yaml'), 'utf8');
    await rm(join(folder, 'accounts.yaml'));
    await outcomes('apply', '-f', folder);
    await writeFile(join(folder, 'accounts.yaml'), whole);

    const found = await outcomes('apply', '-f', folder);

    expect(found.filter((line) => line.endsWith('created'))).toEqual([
      'Job retention-accounts-report: created',
      'Job retention-accounts-drift: created',
    ]);
  });

  test('two at once leave what either of them would', async () => {
    const both = await Promise.all([run(['apply', '-f', folder]), run(['apply', '-f', folder])]);

    // Whoever comes second to the same object may be told so; a repetition finds everything done.
    expect(both.some(({ exitCode }) => exitCode === 0)).toBe(true);
    expect(await outcomes('apply', '-f', folder)).toEqual(ALL('unchanged'));
  });

  test('reads documents from standard input, for which a set is named', async () => {
    const input = await readFile(join(folder, 'calendars.yaml'), 'utf8');

    expect(await run(['apply', '-f', '-'], { input })).toMatchObject({ exitCode: 2 });
    expect(await run(['apply', '-f', '-', '--set', 'dates'], { input })).toMatchObject({ exitCode: 0 });
  });
});

describe('diff', () => {
  test('says that nothing differs', async () => {
    await outcomes('apply', '-f', folder);

    expect(await run(['diff', '-f', folder])).toMatchObject({ exitCode: 0, stdout: 'Nothing differs.\n' });
  });

  test('is exit code 1 for what differs where that is asked for', async () => {
    await outcomes('apply', '-f', folder);
    await edit('upsell.yaml', (text) => text.replace('21600', '3600'));

    expect(await run(['diff', '-f', folder, '--exit-code'])).toMatchObject({ exitCode: 1 });
  });
});
