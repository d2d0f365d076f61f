import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hold } from '../support/example-lock.ts';
import { runCommand, type CommandRun } from '../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../support/cli/serve-registry.ts';
import { registerIn } from '../support/memory/memory-app.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

let served: ServedApp;

beforeEach(async () => {
  const world = createMemoryWorld('2026-03-01T06:00:00Z');
  await hold(world, 'sales');
  served = await serveRegistry(registerIn(world));
});

afterEach(() => served.stop());

function run(...args: readonly string[]): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url]);
}

describe('locks', () => {
  test('are listed with their holders', async () => {
    expect((await run('locks', 'list')).stdout).toMatch(/^sales +held +1 +sales-report\.20260301T060000Z /m);
  });

  test('are broken for the holding that was seen, and only when that is agreed to', async () => {
    const break_ = ['locks', 'break', 'sales', '--reason', 'The host is gone.'];

    const refused = await run(...break_);
    const broken = await run(...break_, '--yes');

    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('Break the lock of sales, held by sales-report.20260301T060000Z?');
    expect(broken).toMatchObject({ exitCode: 0, stdout: 'The lock of sales is broken.\n' });
    expect(broken.stderr).toContain('Warning: What run');
    expect((await run('describe', 'lock', 'sales')).stdout).toContain('The host is gone.');
  });
});
