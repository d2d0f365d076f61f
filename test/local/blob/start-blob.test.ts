import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startBlob, type BlobServer } from '../../../local/blob/start-blob.ts';

/** What plain Azurite leaves behind with one container and one blob in it. */
const FORMER = join(import.meta.dirname, 'former');

describe('startBlob', () => {
  const servers: BlobServer[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'evenkeel-blob-'));
    folders.push(folder);
    return folder;
  }

  async function start(dataDir?: string): Promise<BlobServiceClient> {
    const server = await startBlob(dataDir === undefined ? {} : { dataDir });
    servers.push(server);
    return BlobServiceClient.fromConnectionString(server.connectionString);
  }

  test('keeps an acknowledged blob when a second server opens the folder of one that never stopped', async () => {
    const folder = newFolder();
    const first = await start(folder);
    await first.getContainerClient('datasets').create();
    await first.getContainerClient('datasets').getBlockBlobClient('a/b.csv').upload('x\n1\n', 4);

    const second = await start(folder);
    const content = await second.getContainerClient('datasets').getBlobClient('a/b.csv').downloadToBuffer();

    expect(content.toString()).toBe('x\n1\n');
  });

  test('has after a restart neither a blob that was deleted nor the content that was written over', async () => {
    const folder = newFolder();
    const first = (await start(folder)).getContainerClient('datasets');
    await first.create();
    for (const name of ['deleted', 'changed', 'kept']) await first.getBlockBlobClient(name).upload('old', 3);
    await first.deleteBlob('deleted');
    await first.getBlockBlobClient('changed').upload('new', 3);
    await first.getBlobClient('kept').setMetadata({ epoch: '7' });

    const second = (await start(folder)).getContainerClient('datasets');

    const names = await Array.fromAsync(second.listBlobsFlat({ includeMetadata: true }));
    expect(names.map(({ name, metadata }) => [name, metadata?.['epoch']])).toEqual([
      ['changed', undefined],
      ['kept', '7'],
    ]);
    expect((await second.getBlobClient('changed').downloadToBuffer()).toString()).toBe('new');
  });

  test('keeps blobs apart that were made before and after a restart', async () => {
    const folder = newFolder();
    const first = (await start(folder)).getContainerClient('datasets');
    await first.create();
    await first.getBlockBlobClient('a').upload('1', 1);
    const second = (await start(folder)).getContainerClient('datasets');
    await second.getBlockBlobClient('b').upload('2', 1);

    const third = (await start(folder)).getContainerClient('datasets');

    const contents = await Promise.all(
      ['a', 'b'].map((name) => third.getBlobClient(name).downloadToBuffer()),
    );
    expect(contents.map(String)).toEqual(['1', '2']);
  });

  test('takes over the blobs of a folder whose index Azurite itself had written, once', async () => {
    const folder = newFolder();
    for (const part of ['index', 'extents'])
      cpSync(join(FORMER, `${part}.json`), join(folder, `blob-${part}.json`));
    cpSync(join(FORMER, 'extents'), join(folder, 'blob-extents'), { recursive: true });
    const first = (await start(folder)).getContainerClient('datasets');
    const content = await first.getBlobClient('a/b.csv').downloadToBuffer();
    await first.deleteBlob('a/b.csv');

    const second = (await start(folder)).getContainerClient('datasets');

    expect(content.toString()).toBe('x\n1\n');
    expect(await second.getBlobClient('a/b.csv').exists()).toBe(false);
  });

  test('keeps a lease over a restart: whose it is, and when it ends', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const folder = newFolder();
      const first = (await start(folder)).getContainerClient('locks');
      await first.create();
      await first.getBlockBlobClient('sales').upload('{}', 2);
      const { leaseId } = await first.getBlobClient('sales').getBlobLeaseClient().acquireLease(60);

      const second = (await start(folder)).getContainerClient('locks').getBlobClient('sales');

      expect(await second.getProperties()).toMatchObject({ leaseState: 'leased' });
      await expect(second.getBlobLeaseClient().acquireLease(60)).rejects.toThrow();
      vi.setSystemTime(Date.now() + 50_000);
      await second.getBlobLeaseClient(leaseId).renewLease();
      const third = (await start(folder)).getContainerClient('locks').getBlobClient('sales');
      vi.setSystemTime(Date.now() + 50_000);
      expect(await third.getProperties()).toMatchObject({ leaseState: 'leased' });
      vi.setSystemTime(Date.now() + 11_000);
      expect(await third.getProperties()).toMatchObject({ leaseState: 'expired' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('works in memory', async () => {
    const client = await start();

    await client.getContainerClient('datasets').create();

    expect(await client.getContainerClient('datasets').exists()).toBe(true);
  });
});
