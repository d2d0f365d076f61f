import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { present } from '../../support/present.ts';

const MAIN = resolve(import.meta.dirname, '../../../local/emulators/main.ts');

const settingsFile = z.object({
  Values: z.object({
    COSMOS__accountEndpoint: z.string(),
    COSMOS__accountKey: z.string(),
    SERVICE_BUS: z.string(),
    STORAGE: z.string(),
  }),
});

describe('npm run emulators', () => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-emulators-'));
  });

  afterEach(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function run(...args: string[]) {
    const ports = ['--cosmos-port', '0', '--service-bus-port', '0', '--blob-port', '0'];
    const running = spawn(process.execPath, [MAIN, ...ports, '--data-dir', folder, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = running;
    return running;
  }

  async function outputOf(running: ReturnType<typeof run>): Promise<string> {
    const lines = [];
    for await (const line of createInterface({ input: running.stdout })) {
      if (line.startsWith('Ready.')) return lines.join('\n');
      lines.push(line);
    }
    throw new Error('The emulators ended before they were ready.');
  }

  test('print settings with which the SDKs reach what was asked for', async () => {
    const running = run('--queue', 'orders', '--database', 'shop', '--container', 'bills:/customerId');
    const output = await outputOf(running);
    const [json] = present(/\{\n[^]*\n\}/.exec(output) ?? undefined);
    const { Values: settings } = settingsFile.parse(JSON.parse(json));

    const cosmos = new CosmosClient({
      endpoint: settings.COSMOS__accountEndpoint,
      key: settings.COSMOS__accountKey,
    });
    const bills = cosmos.database('shop').container('bills');
    expect((await bills.items.create({ id: '1', customerId: 'c' })).statusCode).toBe(201);
    cosmos.dispose();
    const bus = new ServiceBusClient(settings.SERVICE_BUS);
    await bus.createSender('orders').sendMessages({ body: 'x' });
    await bus.close();
    const blobs = BlobServiceClient.fromConnectionString(settings.STORAGE);
    expect(await blobs.getContainerClient('datasets').exists()).toBe(true);
    for (const [name, value] of Object.entries(settings))
      expect(output).toContain(`export ${name}='${value}'`);

    running.kill('SIGINT');
    expect(await once(running, 'exit')).toEqual([0, null]);
  });

  test('name the part whose port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = present(other.address() ?? undefined);
    const port = typeof address === 'string' ? address : String(address.port);

    const running = run('--blob-port', port);
    const [errors] = await Promise.all([text(running.stderr), once(running, 'exit')]);

    expect(errors).toContain('for blob is in use by another program.');
    expect(running.exitCode).toBe(1);
    other.close();
  });

  test('leave a folder alone that another process works on', async () => {
    const first = run();
    await outputOf(first);

    const second = run();
    const [errors] = await Promise.all([text(second.stderr), once(second, 'exit')]);

    expect(errors).toContain(`running on the folder ${folder}; stop it first.`);
    expect(second.exitCode).toBe(1);
    first.kill('SIGKILL');
    await once(first, 'exit');
  });
});
