import type { Container, OperationInput } from '@azure/cosmos';
import { describe, expect, test } from 'vitest';
import { codeOf, createAll, NOON, openCosmosWith, stored } from './cosmos-fixture.ts';

async function openWithUniqueKeys(
  options: { now?: () => number; defaultTtlSeconds?: number } = {},
): Promise<Container> {
  const { now = (): number => NOON, ...settings } = options;
  const uniqueKeys = [['/email'], ['/first', '/name/last']];
  const { jobs } = await openCosmosWith({ uniqueKeys, ...settings }, { now });
  return jobs;
}

/** An item whose second unique key is its own. */
function person(
  id: string,
  email: string | null,
  more: object = {},
): { readonly id: string; readonly jobId: string } {
  return Object.assign({ id, jobId: 'a', email, first: id }, more);
}

describe('unique keys of the Cosmos stand-in', () => {
  test('refuse a creation, an upsert, a replacement and a patch with 409, and change nothing', async () => {
    const jobs = await openWithUniqueKeys();
    await createAll(jobs, [person('1', 'x'), person('2', 'y')]);

    const codes = [
      await codeOf(jobs.items.create(person('3', 'x'))),
      await codeOf(jobs.items.upsert(person('3', 'x'))),
      await codeOf(jobs.items.upsert(person('2', 'x'))),
      await codeOf(jobs.item('2', 'a').replace(person('2', 'x'))),
      await codeOf(jobs.item('2', 'a').patch([{ op: 'set', path: '/email', value: 'x' }])),
    ];

    expect(codes).toEqual([409, 409, 409, 409, 409]);
    expect(await stored(jobs, '2', 'a')).toMatchObject({ email: 'y' });
    expect(await stored(jobs, '3', 'a')).toBeUndefined();
  });

  test('hold within a partition only', async () => {
    const jobs = await openWithUniqueKeys();
    await jobs.items.create(person('1', 'x'));

    expect(await codeOf(jobs.items.create(person('1', 'x', { jobId: 'b' })))).toBe(0);
  });

  test('compare several paths as one key', async () => {
    const jobs = await openWithUniqueKeys();
    await jobs.items.create(person('1', 'x', { first: 'Ada', name: { last: 'King' } }));

    const other = person('2', 'y', { first: 'Ada', name: { last: 'Byron' } });
    const same = person('3', 'z', { first: 'Ada', name: { last: 'King' } });

    expect(await codeOf(jobs.items.create(other))).toBe(0);
    expect(await codeOf(jobs.items.create(same))).toBe(409);
  });

  test('take what is missing for null', async () => {
    const jobs = await openWithUniqueKeys();
    await jobs.items.create({ id: '1', jobId: 'a', first: '1' });

    expect(await codeOf(jobs.items.create(person('2', null)))).toBe(409);
  });

  test('let an item keep its own key, and free it when it changes or goes', async () => {
    const jobs = await openWithUniqueKeys();
    await jobs.items.create(person('1', 'x'));

    await jobs.items.upsert(person('1', 'x', { n: 1 }));
    await jobs.items.upsert(person('1', 'y'));
    await jobs.items.create(person('2', 'x'));
    await jobs.item('1', 'a').delete();

    expect(await codeOf(jobs.items.create(person('3', 'y')))).toBe(0);
  });

  test('free the key of an item whose time is over', async () => {
    const clock = { nowMs: NOON };
    const jobs = await openWithUniqueKeys({ now: () => clock.nowMs, defaultTtlSeconds: 10 });
    await jobs.items.create(person('1', 'x'));

    clock.nowMs += 10_000;

    expect(await codeOf(jobs.items.create(person('2', 'x')))).toBe(0);
  });

  test('fail a batch as a whole', async () => {
    const jobs = await openWithUniqueKeys();
    const creations = [person('1', 'x'), person('2', 'x')].map((resourceBody): OperationInput => ({
      operationType: 'Create',
      resourceBody: { ...resourceBody },
    }));

    const { result } = await jobs.items.batch(creations, 'a');

    expect(result?.map(({ statusCode }) => statusCode)).toEqual([424, 409]);
    expect(await stored(jobs, '1', 'a')).toBeUndefined();
  });

  test('can be handed from one item to another within a batch', async () => {
    const jobs = await openWithUniqueKeys();
    await createAll(jobs, [person('1', 'x'), person('2', 'y')]);
    const swap = [person('1', 'z'), person('2', 'x'), person('1', 'y')].map(
      (resourceBody): OperationInput => ({ operationType: 'Upsert', resourceBody: { ...resourceBody } }),
    );

    await jobs.items.batch(swap, 'a');

    expect([await stored(jobs, '1', 'a'), await stored(jobs, '2', 'a')]).toMatchObject([
      { email: 'y' },
      { email: 'x' },
    ]);
    expect(await codeOf(jobs.items.create(person('3', 'x')))).toBe(409);
    expect(await codeOf(jobs.items.create(person('4', 'y')))).toBe(409);
  });

  test('cannot be changed after the container was made', async () => {
    const jobs = await openWithUniqueKeys();

    expect(await codeOf(jobs.replace({ id: 'jobs', partitionKey: { paths: ['/jobId'] } }))).toBe(400);
  });
});
