import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, describe, expect, test } from 'vitest';
import { startBlob, type BlobServer } from '../../../local/blob/start-blob.ts';

describe('startBlob', () => {
  const servers: BlobServer[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  async function start(dataDir?: string): Promise<BlobServiceClient> {
    const server = await startBlob(dataDir === undefined ? {} : { dataDir });
    servers.push(server);
    return BlobServiceClient.fromConnectionString(server.connectionString);
  }

  test('keeps an acknowledged blob when a second server opens the folder of one that never stopped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'evenkeel-blob-'));
    folders.push(folder);
    const first = await start(folder);
    await first.getContainerClient('datasets').create();
    await first.getContainerClient('datasets').getBlockBlobClient('a/b.csv').upload('x\n1\n', 4);

    const second = await start(folder);
    const content = await second.getContainerClient('datasets').getBlobClient('a/b.csv').downloadToBuffer();

    expect(content.toString()).toBe('x\n1\n');
  });

  test('works in memory', async () => {
    const client = await start();

    await client.getContainerClient('datasets').create();

    expect(await client.getContainerClient('datasets').exists()).toBe(true);
  });
});
