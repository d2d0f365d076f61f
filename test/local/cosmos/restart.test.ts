import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { codeOf, ifMatch, NOON, openCosmos, openCosmosWith } from './cosmos-fixture.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cosmos-'));
  folders.push(folder);
  return folder;
}

describe('the Cosmos stand-in over restarts', () => {
  test('keeps items with their ETags', async () => {
    const dataDir = await newFolder();
    const first = await openCosmos({ dataDir });
    const { etag } = await first.jobs.items.create({ id: 'j1', jobId: 'a', name: 'ü' });
    await first.jobs.items.create({ id: 'gone', jobId: 'a' });
    await first.jobs.item('gone', 'a').delete();
    await first.server.stop();

    const { jobs } = await openCosmos({ dataDir });

    expect((await jobs.items.readAll().fetchAll()).resources).toMatchObject([
      { id: 'j1', name: 'ü', _etag: etag },
    ]);
    expect(await codeOf(jobs.item('j1', 'a').delete(ifMatch(etag)))).toBe(0);
  });

  test('never gives an ETag again, also for an id that was deleted before', async () => {
    const dataDir = await newFolder();
    const first = await openCosmos({ dataDir });
    const { etag } = await first.jobs.items.create({ id: 'j1', jobId: 'a' });
    await first.jobs.item('j1', 'a').delete();
    await first.server.stop();

    const { jobs } = await openCosmos({ dataDir });
    await jobs.items.create({ id: 'j1', jobId: 'a' });

    expect(await codeOf(jobs.item('j1', 'a').delete(ifMatch(etag)))).toBe(412);
  });

  test('goes on with a continuation token from before', async () => {
    const dataDir = await newFolder();
    const first = await openCosmos({ dataDir });
    for (const id of ['1', '2', '3']) await first.jobs.items.create({ id, jobId: 'a' });
    const page = { partitionKey: 'a', maxItemCount: 2 };
    const { continuationToken } = await first.jobs.items.query('SELECT VALUE c.id FROM c', page).fetchNext();
    await first.server.stop();

    const { jobs } = await openCosmos({ dataDir });
    const rest = jobs.items.query('SELECT VALUE c.id FROM c', { ...page, continuationToken });

    expect((await rest.fetchAll()).resources).toEqual(['3']);
  });

  test('lets items go that were over while it was stopped', async () => {
    const dataDir = await newFolder();
    const first = await openCosmosWith({ defaultTtlSeconds: 60 }, { dataDir, now: () => NOON });
    await first.jobs.items.create({ id: 'j1', jobId: 'a' });
    await first.server.stop();

    const { jobs } = await openCosmosWith({ defaultTtlSeconds: 60 }, { dataDir, now: () => NOON + 60_000 });

    expect((await jobs.items.readAll().fetchAll()).resources).toEqual([]);
  });

  test('takes new settings of a container and keeps its items', async () => {
    const dataDir = await newFolder();
    const first = await openCosmos({ dataDir });
    await first.jobs.items.create({ id: 'j1', jobId: 'a' });
    await first.server.stop();

    const { jobs } = await openCosmosWith({ defaultTtlSeconds: 60 }, { dataDir });

    expect((await jobs.read()).resource?.defaultTtl).toBe(60);
    expect((await jobs.item('j1', 'a').read()).statusCode).toBe(200);
  });

  test('refuses to start with another partition key than its items have', async () => {
    const dataDir = await newFolder();
    await (await openCosmos({ dataDir })).server.stop();

    await expect(openCosmosWith({ partitionKey: '/site' }, { dataDir })).rejects.toThrow(
      '/jobId and cannot be changed',
    );
  });

  test('refuses a folder that another stand-in has open', async () => {
    const dataDir = await newFolder();
    await openCosmos({ dataDir });

    await expect(openCosmos({ dataDir })).rejects.toThrow('is in use');
  });
});
