import { describe, expect, test } from 'vitest';
import { codeOf, NOON, openCosmos, openCosmosWith, type Fixture } from './cosmos-fixture.ts';

interface Clock {
  nowMs: number;
}

async function openWithDefault(defaultTtlSeconds: number): Promise<Fixture & { readonly clock: Clock }> {
  const clock = { nowMs: NOON };
  return { ...(await openCosmosWith({ defaultTtlSeconds }, { now: () => clock.nowMs })), clock };
}

describe('time to live in the Cosmos stand-in', () => {
  test('lets an item go after the default of its container, from its last write', async () => {
    const { jobs, clock } = await openWithDefault(60);
    await jobs.items.create({ id: '1', jobId: 'a' });
    clock.nowMs += 40_000;
    await jobs.items.upsert({ id: '1', jobId: 'a' });

    clock.nowMs += 59_000;
    expect((await jobs.item('1', 'a').read()).statusCode).toBe(200);

    clock.nowMs += 1_000;
    expect((await jobs.item('1', 'a').read()).statusCode).toBe(404);
  });

  test("prefers an item's own time, and keeps one with -1 for ever", async () => {
    const { jobs, clock } = await openWithDefault(60);
    await jobs.items.create({ id: 'short', jobId: 'a', ttl: 10 });
    await jobs.items.create({ id: 'default', jobId: 'a' });
    await jobs.items.create({ id: 'ever', jobId: 'a', ttl: -1 });
    const query = 'SELECT VALUE c.id FROM c';

    clock.nowMs += 10_000;
    expect((await jobs.items.query(query).fetchAll()).resources).toEqual(['default', 'ever']);

    clock.nowMs += 1_000_000;
    expect((await jobs.items.query(query).fetchAll()).resources).toEqual(['ever']);
  });

  test('lets items with a time of their own go when the default is never', async () => {
    const { jobs, clock } = await openWithDefault(-1);
    await jobs.items.create({ id: '1', jobId: 'a', ttl: 10 });
    await jobs.items.create({ id: '2', jobId: 'a' });

    clock.nowMs += 1_000_000;

    expect((await jobs.items.readAll().fetchAll()).resources.map(({ id }) => id)).toEqual(['2']);
  });

  test('keeps everything in a container without a default, as the service does', async () => {
    const clock = { nowMs: NOON };
    const { jobs } = await openCosmos({ now: () => clock.nowMs });
    await jobs.items.create({ id: '1', jobId: 'a', ttl: 10 });

    clock.nowMs += 1_000_000;

    expect((await jobs.item('1', 'a').read()).statusCode).toBe(200);
  });

  test('sees no conflict with an item that is over, and nothing to change', async () => {
    const { jobs, clock } = await openWithDefault(60);
    await jobs.items.create({ id: '1', jobId: 'a' });
    clock.nowMs += 60_000;

    expect(await codeOf(jobs.item('1', 'a').patch([{ op: 'set', path: '/n', value: 1 }]))).toBe(404);
    expect(await codeOf(jobs.item('1', 'a').delete())).toBe(404);
    expect((await jobs.items.create({ id: '1', jobId: 'a' })).statusCode).toBe(201);
  });

  test.each([[0], [-2], [1.5], ['60'], [null]])('refuses a ttl of %j with 400', async (ttl) => {
    const { jobs } = await openWithDefault(60);

    expect(await codeOf(jobs.items.upsert({ id: '1', jobId: 'a', ttl }))).toBe(400);
  });
});
