import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exampleModel } from '../support/example-model.ts';
import { runCommand, type CommandRun } from '../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../support/cli/serve-registry.ts';
import { registerIn } from '../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import type { RecordingRegistry } from '../support/recording-registry.ts';

let world: MemoryWorld;
let app: RecordingRegistry;
let served: ServedApp;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  for (const modelId of ['churn', 'upsell']) await world.models.create(exampleModel({ modelId }));
  app = registerIn(world);
  served = await serveRegistry(app);
});

afterEach(() => served.stop());

function fleet(template = ''): string {
  return `
fleetId: scores
valueStream: retention
template:
  kind: report-collection
  task: { resource: '{modelId}-scores', baseUrl: 'https://reports.example.com' }
  recurrences: [{ type: cron, expression: '0 6 * * *', timeZone: UTC }]
${template}`;
}

function run(stdin: string, ...args: readonly string[]): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url], { input: stdin });
}

describe('fleets', () => {
  test('are applied, and applied again without a change', async () => {
    const made = await run(fleet(), 'fleets', 'apply', '-f', '-');
    const again = await run(fleet(), 'fleets', 'apply', '-f', '-');

    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stdout).toMatch(/^Fleet scores is made\. 2 models; 2 created, 0 edited/);
    expect(again.stdout).toMatch(/^Fleet scores is at generation 1\./);
    expect((await run('', 'fleets', 'list')).stdout).toMatch(/^scores +retention +active +1 +0 /m);
  });

  test('are waited for while their jobs follow, which shows how far they are', async () => {
    // Somebody else is at it as well: the request stops, and leaves the jobs to a later pass.
    vi.spyOn(world.fleetProgress, 'save').mockResolvedValueOnce('conflict');
    const args = ['fleets', 'apply', '-f', '-', '--wait', '--server', served.url];

    const waited = await runCommand(args, {
      ...{ input: fleet(), columns: 80 },
      pause: async () => {
        await app.tick('tendFleets');
      },
    });

    expect(waited.exitCode).toBe(0);
    expect(waited.stderr).toContain('scores: 0 models');
    expect(waited.stdout).toMatch(/^Fleet scores is made\. 2 models;/);
  });

  test('are previewed, shown and written out as a file that can be applied', async () => {
    await run(fleet(), 'fleets', 'apply', '-f', '-');
    const changed = fleet('  policies: { timeoutSeconds: 60 }');

    const preview = await run(changed, 'fleets', 'preview', '-f', '-');
    const yaml = (await run('', 'fleets', 'get', 'scores', '--yaml')).stdout;

    expect(preview.stdout).toMatch(/^churn +scores--churn +edit +\/policies\/timeoutSeconds/m);
    expect((await run(yaml, 'fleets', 'apply', '-f', '-')).stdout).toContain('generation 1');
    expect((await run('', 'fleets', 'get', 'scores')).stdout).toContain('2 models; 2 created');
  });

  test('whose models cannot have their jobs are a failure, which says why', async () => {
    const faulty = fleet('overrides: { churn: { task: { headers: { x: { secret: not_there } } } } }');

    const preview = await run(faulty, 'fleets', 'preview', '-f', '-');
    const applied = await run(faulty, 'fleets', 'apply', '-f', '-');

    expect([preview.exitCode, applied.exitCode]).toEqual([1, 1]);
    expect(applied.stdout).toContain('/task/headers/x/secret');
  });

  test('are deleted when that is agreed to, with their jobs or without', async () => {
    await run(fleet(), 'fleets', 'apply', '-f', '-');

    const refused = await run('', 'fleets', 'delete', 'scores');
    const deleted = await run('', 'fleets', 'delete', 'scores', '--keep-jobs', '--yes');

    expect(refused.exitCode).toBe(2);
    expect(deleted).toMatchObject({ exitCode: 0, stdout: 'Fleet scores is deleted.\n' });
    expect((await run('', 'jobs', 'list')).stdout).toContain('scores--churn');
  });
});
