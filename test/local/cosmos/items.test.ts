import { describe, expect, test } from 'vitest';
import type { ItemDefinition } from '@azure/cosmos';
import { codeOf, createAll, ifMatch, NOON, openCosmos, stored } from './cosmos-fixture.ts';

describe('items of the Cosmos stand-in', () => {
  test('reads back what was created, with the properties of the service', async () => {
    const { jobs } = await openCosmos({ now: () => NOON });

    const created = await jobs.items.create({ id: 'j1', jobId: 'a', name: 'churn' });
    const read = await jobs.item('j1', 'a').read<ItemDefinition>();

    expect(created.statusCode).toBe(201);
    expect(read.resource).toEqual(created.resource);
    expect(read.resource).toMatchObject({ id: 'j1', jobId: 'a', name: 'churn', _ts: NOON / 1000 });
    expect(read.resource).toHaveProperty('_etag', read.etag);
  });

  test('gives charge, session token and activity id with an answer', async () => {
    const { jobs } = await openCosmos();

    const { requestCharge, headers } = await jobs.items.create({ id: 'j1', jobId: 'a' });

    expect(requestCharge).toBeGreaterThan(1);
    expect(headers['x-ms-session-token']).toMatch(/^0:-1#\d+$/);
    expect(headers['x-ms-activity-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('keeps ids with spaces, percent signs, plus signs and letters beyond ASCII', async () => {
    const { jobs } = await openCosmos();
    const id = "50% of 1+1 für 'x'";

    await jobs.items.create({ id, jobId: 'é' });

    expect(await stored(jobs, id, 'é')).toMatchObject({ id });
  });

  test('refuses a second item with the id in the same partition with 409', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId: 'a' });

    expect(await codeOf(jobs.items.create({ id: 'j1', jobId: 'a' }))).toBe(409);
  });

  test('takes the same id in another partition', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId: 'a' });

    expect((await jobs.items.create({ id: 'j1', jobId: 'b' })).statusCode).toBe(201);
  });

  test.each([
    ['a number', 7],
    ['true', true],
    ['null', null],
  ])('finds an item by a partition key that is %s', async (_name, jobId) => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId });

    expect(await stored(jobs, 'j1', jobId)).toMatchObject({ jobId });
  });

  test('finds an item without the partition key property under no partition key', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1' });

    expect((await jobs.item('j1', undefined).read()).statusCode).toBe(200);
    expect((await jobs.item('j1', null).read()).statusCode).toBe(404);
  });

  test('answers 404 for an item of another partition', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId: 'a' });

    const read = await jobs.item('j1', 'b').read<ItemDefinition>();

    expect(read.statusCode).toBe(404);
    expect(read.resource).toBeUndefined();
  });

  test('answers 304 for a read of what the reader has already', async () => {
    const { jobs } = await openCosmos();
    const { etag } = await jobs.items.create({ id: 'j1', jobId: 'a' });

    const read = await jobs
      .item('j1', 'a')
      .read({ accessCondition: { type: 'IfNoneMatch', condition: etag } });

    expect(read.statusCode).toBe(304);
  });

  test('creates by upsert, then replaces', async () => {
    const { jobs } = await openCosmos();

    const first = await jobs.items.upsert({ id: 'j1', jobId: 'a', n: 1 });
    const second = await jobs.items.upsert({ id: 'j1', jobId: 'a', n: 2 });

    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    expect(await stored(jobs, 'j1', 'a')).toMatchObject({ n: 2 });
  });

  test('replaces under the ETag it has, and refuses a stale one with 412', async () => {
    const { jobs } = await openCosmos();
    const { etag } = await jobs.items.create({ id: 'j1', jobId: 'a' });
    const item = jobs.item('j1', 'a');

    const replaced = await item.replace({ id: 'j1', jobId: 'a', n: 1 }, ifMatch(etag));

    expect(replaced.etag).not.toBe(etag);
    expect(await codeOf(item.replace({ id: 'j1', jobId: 'a', n: 2 }, ifMatch(etag)))).toBe(412);
    expect(await codeOf(jobs.items.upsert({ id: 'j1', jobId: 'a', n: 2 }, ifMatch(etag)))).toBe(412);
    expect(await codeOf(item.delete(ifMatch(etag)))).toBe(412);
    expect(await stored(jobs, 'j1', 'a')).toMatchObject({ n: 1 });
  });

  test('refuses to replace or delete what is not there with 404', async () => {
    const { jobs } = await openCosmos();

    expect(await codeOf(jobs.item('j1', 'a').replace({ id: 'j1', jobId: 'a' }))).toBe(404);
    expect(await codeOf(jobs.item('j1', 'a').delete())).toBe(404);
  });

  test('refuses a body of another partition than the request names with 400', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId: 'a' });

    expect(await codeOf(jobs.item('j1', 'a').replace({ id: 'j1', jobId: 'b' }))).toBe(400);
  });

  test('gives an item that is made again after a delete an ETag of its own', async () => {
    const { jobs } = await openCosmos();
    const { etag } = await jobs.items.create({ id: 'j1', jobId: 'a' });
    await jobs.item('j1', 'a').delete();

    await jobs.items.create({ id: 'j1', jobId: 'a' });

    expect(await codeOf(jobs.item('j1', 'a').delete(ifMatch(etag)))).toBe(412);
  });

  test('refuses an item of more than 2 MB with 413', async () => {
    const { jobs } = await openCosmos();
    const text = 'x'.repeat(2 * 1024 * 1024);

    expect(await codeOf(jobs.items.create({ id: 'j1', jobId: 'a', text }))).toBe(413);
    expect(await codeOf(jobs.items.create({ id: 'j1', jobId: 'a', text: text.repeat(3) }))).toBe(413);
  });

  test('lets one of ten creations of the same id through', async () => {
    const { jobs } = await openCosmos();

    const attempts = Array.from({ length: 10 }, () => codeOf(jobs.items.create({ id: 'run', jobId: 'a' })));

    expect((await Promise.all(attempts)).sort()).toEqual([0, ...Array.from({ length: 9 }, () => 409)]);
  });

  test('lets one of ten writers with the same ETag through', async () => {
    const { jobs } = await openCosmos();
    const { etag } = await jobs.items.create({ id: 'j1', jobId: 'a' });

    const attempts = Array.from({ length: 10 }, (_, writer) =>
      codeOf(jobs.item('j1', 'a').replace({ id: 'j1', jobId: 'a', writer }, ifMatch(etag))),
    );

    expect((await Promise.all(attempts)).sort()).toEqual([0, ...Array.from({ length: 9 }, () => 412)]);
  });

  test('lists all items', async () => {
    const { jobs } = await openCosmos();
    await createAll(jobs, [
      { id: '1', jobId: 'a' },
      { id: '2', jobId: 'b' },
    ]);

    expect((await jobs.items.readAll().fetchAll()).resources.map(({ id }) => id)).toEqual(['1', '2']);
  });
});
