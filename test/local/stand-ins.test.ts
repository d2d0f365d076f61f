import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataDirInUse } from '../../local/lock-data-dir.ts';
import { startStandIns, type StandInOptions, type StandIns } from '../../local/stand-ins.ts';
import { PortInUse } from '../../local/started-parts.ts';
import { storageAccount } from '../support/storage-account.ts';

describe('startStandIns', () => {
  let dataDir: string;
  let other: Server;
  let taken: number;
  const started: StandIns[] = [];

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'evenkeel-stand-ins-'));
    other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    taken = typeof address === 'object' && address !== null ? address.port : 0;
  });

  afterEach(async () => {
    for (const standIns of started.splice(0)) await standIns.stop();
    other.close();
    rmSync(dataDir, { recursive: true });
  });

  async function start(options: StandInOptions): Promise<StandIns> {
    const standIns = await startStandIns({ storage: await storageAccount(), ...options });
    started.push(standIns);
    return standIns;
  }

  test.each(['cosmos', 'serviceBus'])(
    'names the part (%s) whose port is taken, and leaves nothing running that keeps the folder',
    async (part) => {
      const failed = start({ dataDir, ports: { [part]: taken } });

      await expect(failed).rejects.toThrow(PortInUse);
      await expect(failed).rejects.toMatchObject({ part });
      expect((await start({ dataDir })).ports.cosmos).toBeGreaterThan(0);
    },
  );

  test('does not share a folder', async () => {
    await start({ dataDir });

    await expect(start({ dataDir })).rejects.toThrow(DataDirInUse);
  });

  test('keeps its state in its folder', async () => {
    const first = await start({ dataDir });
    const client = new ServiceBusClient(first.settings.SERVICE_BUS);
    await client.createSender('runs').sendMessages({ body: 'x' });
    await client.close();
    await first.stop();

    const second = await start({ dataDir });

    expect(second.serviceBus.counts('runs').active).toBe(1);
  });

  test('gives each an empty account where the blob service is shared', async () => {
    const [first, second] = [await start({}), await start({})];
    const name = (standIns: StandIns) =>
      standIns.blobs.getContainerClient('datasets').getBlockBlobClient('a');

    await name(first).upload('x', 1);

    expect(await name(second).exists()).toBe(false);
    expect(first.ports.blob).toBe(second.ports.blob);
  });
});
