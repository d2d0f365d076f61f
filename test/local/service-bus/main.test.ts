import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { afterTest, connect, receiveOne } from './local-service-bus.ts';

const SCRIPT = fileURLToPath(new URL('../../../local/service-bus/main.ts', import.meta.url));

async function start(queues: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'service-bus-'));
  afterTest(() => rm(folder, { recursive: true }));
  const file = join(folder, 'queues.json');
  await writeFile(file, JSON.stringify(queues));
  const options = ['--queues', file, '--port', '0', '--data-dir', folder, '--admin-port', '0'];
  return spawn(process.execPath, [SCRIPT, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the stand-in by itself', () => {
  test('serves the queues of a file and stops when it is told to', async () => {
    const child = await start([{ name: 'runs' }]);
    const output: readonly unknown[] = await once(child.stdout, 'data');
    const connectionString = /Connection string: (\S+)/.exec(String(output[0]))?.[1] ?? '';

    const client = connect(connectionString);
    await client.createSender('runs').sendMessages({ body: 'x' });
    expect(await receiveOne(client.createReceiver('runs'))).toMatchObject({ body: 'x' });
    await client.close();

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('names what is wrong with its queues and fails', async () => {
    const child = await start([{ name: 'runs', lockSeconds: 5 }]);

    expect(await text(child.stderr)).toMatch(/lockSeconds[^]*Usage/);
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(1);
  });
});
