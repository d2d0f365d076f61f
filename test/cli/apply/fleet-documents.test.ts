import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { exampleModel } from '../../support/example-model.ts';
import { runCommand, type CommandRun } from '../../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../../support/cli/serve-registry.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';

let world: MemoryWorld;
let served: ServedApp;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  for (const modelId of ['churn', 'upsell']) await world.models.create(exampleModel({ modelId }));
  served = await serveRegistry(registerIn(world));
});

afterEach(() => served.stop());

function document(kind: string, metadata: object, spec: object): string {
  return stringify({ apiVersion: 'evenkeel/v1', kind, metadata, spec });
}

const TASK = { resource: '{modelId}-scores', baseUrl: 'https://reports.example.com' };
const RECURRENCES = [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }];

function fleet(changes: object = {}): string {
  const template = { kind: 'report-collection', task: TASK, recurrences: RECURRENCES, ...changes };
  const selector = { exceptModelIds: ['z', 'a'] };
  return document('Fleet', { name: 'scores', valueStream: 'retention' }, { selector, template });
}

function template(maxAttempts: number): string {
  const defaults = { policies: { retry: { maxAttempts } } };
  return document('JobTemplate', { name: 'retention', description: 'Ours.' }, { defaults });
}

const SITE = document('EdgeSite', { name: 'north', description: 'Northern plant' }, { lostAfterSeconds: 20 });

function run(args: readonly string[], input: string): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url], { input });
}

function apply(input: string, ...options: readonly string[]): Promise<CommandRun> {
  return run(['apply', '-f', '-', '--set', 'fleets', ...options], input);
}

async function jobs() {
  return (await world.jobs.list({ fleetId: 'scores' }, { limit: 9 })).items;
}

describe('documents of fleets and templates', () => {
  test('are made, the template first, and unchanged from then on', async () => {
    const all = `${fleet()}---\n${template(5)}`;

    expect((await apply(all)).stdout).toContain('2 created');
    expect((await apply(all)).stdout).toContain('2 unchanged');
    expect((await run(['diff', '-f', '-', '--set', 'fleets'], all)).stdout).toBe('Nothing differs.\n');

    expect((await jobs()).map(({ jobId, generation }) => [jobId, generation])).toEqual([
      ['scores--churn', 1],
      ['scores--upsell', 1],
    ]);
    expect((await jobs())[0]?.policies).toMatchObject({ retry: { maxAttempts: 5 } });
  });

  test('say in a dry run what would become of the jobs, and change nothing', async () => {
    const { stdout } = await apply(fleet(), '--dry-run');

    expect(stdout).toContain('1 created (a dry run: nothing was changed)');
    expect(stdout).toContain('? jobs of 2 models: 2 create');
    expect(await world.fleets.get('scores')).toBeUndefined();
  });

  test('show what differs, and change all jobs', async () => {
    await apply(fleet());

    const changed = fleet({ policies: { timeoutSeconds: 60 } });
    const dry = await run(['diff', '-f', '-', '--set', 'fleets'], changed);
    await apply(changed);

    expect(dry.stdout).toContain('+ /template/policies');
    expect(dry.stdout).toContain('? jobs of 2 models: 2 edit');
    expect((await jobs()).map(({ policies }) => policies.timeoutSeconds)).toEqual([60, 60]);
  });

  test('with faults fail with their places, those of the template also in a dry run', async () => {
    const form = document('Fleet', { name: 'a b', valueStream: 'retention' }, { template: {}, sort: 1 });
    const faulty = fleet({ recurrences: [{ ...RECURRENCES[0], expression: 'never' }] });

    const { stdout, exitCode } = await apply(form);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('! /metadata/name: must be 1 to 32 letters');
    expect(stdout).toContain('! /spec/sort: is not a known field');
    for (const options of [[], ['--dry-run']]) {
      const answer = await apply(faulty, ...options);
      expect(answer.exitCode).toBe(1);
      expect(answer.stdout).toContain('! /spec/template/recurrences/0/expression');
    }
  });

  test('are taken by the commands of fleets as well', async () => {
    const made = await run(['fleets', 'apply', '-f', '-'], fleet());

    expect(made.stdout).toMatch(/^Fleet scores is made\. 2 models; 2 created/);
    expect((await apply(fleet())).stdout).toContain('1 unchanged');
    expect((await run(['fleets', 'apply', '-f', '-'], template(5))).stderr).toContain('is no Fleet');
  });

  test('stay where they are when a set without them is pruned', async () => {
    await apply(`${fleet()}---\n${template(5)}`);

    expect((await apply(SITE, '--prune', '--yes')).exitCode).toBe(0);

    expect(await world.fleets.get('scores')).toBeDefined();
    expect(await world.templates.get('retention')).toBeDefined();
  });
});

describe('documents of edge sites', () => {
  test('are made, unchanged from then on, and change nothing that they leave out', async () => {
    expect((await apply(SITE)).stdout).toContain('1 created');
    expect((await apply(SITE)).stdout).toContain('1 unchanged');

    const other = document('EdgeSite', { name: 'north' }, { lostAfterSeconds: 20, isPaused: true });
    const { stdout } = await apply(other);
    expect(stdout).toContain('~ /isPaused: false -> true');
    expect(stdout).not.toContain('/title');
    expect((await apply(SITE)).stdout).toContain('1 unchanged');
  });

  test('stay for the jobs that they were for where the document does not say', async () => {
    const narrow = document('EdgeSite', { name: 'north' }, { jobValueStreams: ['lending'] });
    await apply(narrow);

    await apply(document('EdgeSite', { name: 'north' }, { lostAfterSeconds: 40 }));

    expect((await apply(narrow)).stdout).toContain('1 unchanged');
  });

  test('with faults fail with their places', async () => {
    const faulty = document(
      'EdgeSite',
      { name: 'north', description: 'x'.repeat(101) },
      { lostAfterSeconds: 5, reportEverySeconds: 5 },
    );

    const { stdout, exitCode } = await apply(faulty);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('! /metadata/description');
  });

  test('with a field that there is not fail, also in a dry run', async () => {
    await apply(SITE);
    const typo = document('EdgeSite', { name: 'north' }, { lostAfterSecond: 20 });

    for (const options of [[], ['--dry-run']]) {
      const { stdout, exitCode } = await apply(typo, ...options);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('! /spec/lostAfterSecond: is not a known field');
    }
  });

  test('are there for what is set of an edge', async () => {
    const edge = document('Edge', { name: 'edge-1', site: 'north' }, { state: 'drained', maxWatts: 50 });

    const { stdout, exitCode } = await apply(`${edge}---\n${SITE}`);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('north/edge-1');
  });
});
