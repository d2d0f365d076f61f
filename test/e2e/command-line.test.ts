import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uploadExampleFiles } from '../../local/examples/upload-example-files.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { runCommand } from '../support/cli/run-command.ts';
import { storageAccount } from '../support/storage-account.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/evenkeel.mjs', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

describe('the command line on the local stack', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount() });
    await uploadExampleFiles(stack.blobs);
  });

  afterAll(() => stack.stop());

  test('starts from the clone, and finds nothing wrong', async () => {
    const child = spawn(LAUNCHER, ['doctor', '--server', stack.url]);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);

    expect(stdout).toMatch(/^health +ok /m);
    expect({ stderr, exitCode: await ended }).toEqual({ stderr: '', exitCode: 0 });
  });

  test('applies the examples, runs a job and shows what moved', async () => {
    const run = (...args: readonly string[]) =>
      runCommand([...args, '--server', stack.url], { now: () => Date.now(), pause: (ms) => pause(ms / 10) });

    expect((await run('apply', '-f', EXAMPLES)).stdout).toContain('\n14 created\n');
    expect((await run('apply', '-f', EXAMPLES)).stdout).toContain('\n14 unchanged\n');

    const ran = await run('jobs', 'trigger', 'retention-churn-daily', '--reason', 'a first look', '--wait');
    expect(ran.stdout).toMatch(/^PSI: +0\.5186$/m);
    expect(ran.stdout).toMatch(/^plan +categorical +1\.1428 +significant-shift /m);
    expect(ran).toMatchObject({ stderr: '', exitCode: 0 });
  });
});
