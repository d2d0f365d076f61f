import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChangeFeedStartFrom, type ChangeFeedIteratorOptions, type Container } from '@azure/cosmos';
import { afterEach, describe, expect, test } from 'vitest';
import { codeOf, createAll, NOON, openCosmos, openCosmosWith } from './cosmos-fixture.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

interface Read {
  readonly ids: readonly string[];
  readonly token: string;
  readonly status: number;
}

async function readOnce(container: Container, options: ChangeFeedIteratorOptions): Promise<Read> {
  const page = await container.items.getChangeFeedIterator<{ id: string }>(options).readNext();
  return {
    ids: page.result.map(({ id }) => id),
    token: page.continuationToken,
    status: page.statusCode,
  };
}

const after = (token: string) => ({ changeFeedStartFrom: ChangeFeedStartFrom.Continuation(token) });
const fromBeginning = { changeFeedStartFrom: ChangeFeedStartFrom.Beginning() };

describe('the change feed', () => {
  test('pages through more changes than fit one page, none twice and none left out', async () => {
    const { jobs } = await openCosmos();
    const ids = Array.from({ length: 25 }, (_, index) => `j${index}`);
    await createAll(
      jobs,
      ids.map((id, index) => ({ id, jobId: `p${index % 3}` })),
    );

    let page = await readOnce(jobs, { ...fromBeginning, maxItemCount: 10 });
    const read = [...page.ids];
    const sizes = [page.ids.length];
    while (page.status === 200) {
      page = await readOnce(jobs, { ...after(page.token), maxItemCount: 10 });
      sizes.push(page.ids.length);
      read.push(...page.ids);
    }

    expect(sizes).toEqual([10, 10, 5, 0]);
    expect(read).toEqual(ids);
  });

  test('begins at an instant', async () => {
    let now = NOON;
    const { jobs } = await openCosmos({ now: () => now });
    await createAll(jobs, [{ id: 'before', jobId: 'a' }]);
    now += 60_000;
    await createAll(jobs, [{ id: 'then', jobId: 'a' }]);

    const since = { changeFeedStartFrom: ChangeFeedStartFrom.Time(new Date(NOON + 60_000)) };
    const later = { changeFeedStartFrom: ChangeFeedStartFrom.Time(new Date(NOON + 120_000)) };

    expect((await readOnce(jobs, since)).ids).toEqual(['then']);
    expect((await readOnce(jobs, later)).status).toBe(304);
  });

  test('gives the feed range of the container, and the changes in it', async () => {
    const { jobs } = await openCosmos();
    await createAll(jobs, [{ id: 'j1', jobId: 'a' }]);
    const [range] = await jobs.getFeedRanges();
    if (range === undefined) throw new Error('The container has no feed range.');

    const ofRange = { changeFeedStartFrom: ChangeFeedStartFrom.Beginning(range) };

    expect((await readOnce(jobs, ofRange)).ids).toEqual(['j1']);
  });

  test('shows no item whose time is over', async () => {
    let now = NOON;
    const { jobs } = await openCosmosWith({ defaultTtlSeconds: 10 }, { now: () => now });
    await createAll(jobs, [{ id: 'over', jobId: 'a' }]);
    now += 11_000;
    await createAll(jobs, [{ id: 'there', jobId: 'a' }]);

    expect((await readOnce(jobs, fromBeginning)).ids).toEqual(['there']);
  });

  test('tells of each item the number of its write, which rises along the feed', async () => {
    const { jobs } = await openCosmos();
    await createAll(jobs, [
      { id: 'j1', jobId: 'a' },
      { id: 'j2', jobId: 'b' },
    ]);

    const { result } = await jobs.items.getChangeFeedIterator<{ _lsn: number }>(fromBeginning).readNext();

    const [first, second] = result.map(({ _lsn }) => _lsn);
    expect(Number(first)).toBeLessThan(Number(second));
  });

  test('goes on after a restart where it was', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cosmos-'));
    folders.push(dataDir);
    const first = await openCosmos({ dataDir });
    await createAll(first.jobs, [
      { id: 'j1', jobId: 'a' },
      { id: 'j2', jobId: 'a' },
    ]);
    const { token } = await readOnce(first.jobs, { ...fromBeginning, maxItemCount: 1 });
    await first.server.stop();

    const { jobs } = await openCosmos({ dataDir });
    await jobs.items.upsert({ id: 'j1', jobId: 'a' });
    await createAll(jobs, [{ id: 'j3', jobId: 'a' }]);

    expect((await readOnce(jobs, after(token))).ids).toEqual(['j2', 'j1', 'j3']);
  });

  test('refuses a position beyond the last write: it is of a store that is gone', async () => {
    const { jobs } = await openCosmos();
    const { token } = await readOnce(jobs, fromBeginning);
    const beyond = token.replace(/\\"\d+\\"/, String.raw`\"9007199254740000\"`);

    expect(beyond).not.toBe(token);
    expect(await codeOf(readOnce(jobs, after(beyond)))).toBe(400);
  });
});
