import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jobIdOf, runIdOf } from '../../shared/domain/run/run-id.ts';
import { runCommand, type CommandRun } from '../support/cli/run-command.ts';
import { serveRegistry, type ServedApp } from '../support/cli/serve-registry.ts';
import { createExampleWorld, type ExampleWorld } from '../support/example-world.ts';
import { jobIdFrom } from '../support/example-job.ts';

let example: ExampleWorld;
let served: ServedApp;
let runId: string;

beforeEach(async () => {
  example = await createExampleWorld();
  served = await serveRegistry(example.app);
  runId = z.string().parse(example.paths['runId']);
});

afterEach(() => served.stop());

function run(...args: string[]): Promise<CommandRun> {
  return runCommand([...args, '--server', served.url]);
}

describe('runs logs', () => {
  test('shows what the steps have logged', async () => {
    const { stdout } = await run('runs', 'logs', runId);

    expect(stdout).toMatch(/measureStability +Read the current sample\. +files=1 rows=40 columns=2/);
    expect(stdout).toMatch(/measureStability +Measured\. +columns=2 psi=0\.9 band=significant-shift/);
  });

  test('finds lines by level and text', async () => {
    expect((await run('runs', 'logs', runId, '--text', 'SAMPLE', '--json')).json).toHaveLength(1);
    expect((await run('runs', 'logs', runId, '--level', 'error', '--json')).json).toEqual([]);
  });

  test('goes on until the run has ended, each line once', async () => {
    const { stdout, exitCode } = await run('runs', 'logs', runId, '--follow');

    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  test('of a run that is not there is exit code 1', async () => {
    const { exitCode, stderr } = await run('runs', 'logs', runIdOf(jobIdFrom('nobody'), 0));

    expect(exitCode).toBe(1);
    expect(stderr).toContain('(404 not-found)');
  });
});

describe('jobs logs', () => {
  test('searches all runs of a job', async () => {
    const other = runIdOf(jobIdFrom('churn-daily'), Date.UTC(2026, 2, 3, 6));
    await example.world.jobLogs.append({
      ...{ jobId: jobIdOf(other), runId: other, attempt: 1, step: 'checkData', partId: 'p' },
      lines: [{ at: 0, level: 'error', message: 'There is no sample.', fields: {} }],
    });

    const found = await run('jobs', 'logs', 'churn-daily', '--text', 'sample', '--json');

    expect(
      z
        .array(z.looseObject({ runId: z.string() }))
        .parse(found.json)
        .map((line) => line.runId)
        .toSorted(),
    ).toEqual([runId, other].toSorted());
  });
});
