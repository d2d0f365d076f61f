import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../support/cli/serve-registry.ts';
import { createExampleWorld } from '../support/example-world.ts';

let served: ServedApp;

beforeEach(async () => {
  served = await serveRegistry((await createExampleWorld()).app);
});

afterEach(() => served.stop());

describe('overview', () => {
  test('says what needs somebody, with how many there are', async () => {
    const { stdout, exitCode } = await runCommand(['overview', '--server', served.url]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^dispatch: +(unknown|behind)/m);
    expect(stdout).toMatch(/^open alerts: +1$/m);
    expect(stdout).toContain('Jobs that fail: 1');
    expect(stdout).toMatch(/^churn-daily +churn-daily\.20260303T060000Z +retention +1 +current-not-found/m);
    expect(stdout).not.toContain('Models that drift');
  });

  test('of a value stream without anything has no lists, and for machines all as it is', async () => {
    const args = ['overview', '--value-stream', 'growth', '--server', served.url];

    expect((await runCommand(args)).stdout).not.toContain('Jobs that');
    const { stdout } = await runCommand([...args, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ attention: { failing: { count: 0, items: [] } } });
  });
});
