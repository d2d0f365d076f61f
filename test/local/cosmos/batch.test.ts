import { BulkOperationType, type Container, type OperationInput } from '@azure/cosmos';
import { describe, expect, test } from 'vitest';
import { codeOf, openCosmos, stored } from './cosmos-fixture.ts';

const run = (id: string): OperationInput => ({
  operationType: BulkOperationType.Create,
  resourceBody: { id, jobId: 'a' },
});

async function idsOf(jobs: Container): Promise<readonly unknown[]> {
  return (await jobs.items.readAll().fetchAll()).resources.map(({ id }) => id);
}

async function codesOf(jobs: Container, operations: readonly OperationInput[]): Promise<unknown> {
  const { code, result } = await jobs.items.batch([...operations], 'a');
  return [code, ...(result ?? []).map(({ statusCode }) => statusCode)];
}

describe('a transactional batch of the Cosmos stand-in', () => {
  test('does every kind of operation in order, each seeing the ones before', async () => {
    const { jobs } = await openCosmos();

    const codes = await codesOf(jobs, [
      run('1'),
      { operationType: BulkOperationType.Upsert, resourceBody: { id: '2', jobId: 'a' } },
      { operationType: BulkOperationType.Replace, id: '1', resourceBody: { id: '1', jobId: 'a', n: 1 } },
      {
        operationType: BulkOperationType.Patch,
        id: '1',
        resourceBody: { operations: [{ op: 'incr', path: '/n', value: 1 }] },
      },
      { operationType: BulkOperationType.Read, id: '1' },
      { operationType: BulkOperationType.Delete, id: '2' },
    ]);

    expect(codes).toEqual([200, 201, 201, 200, 200, 200, 204]);
    expect(await stored(jobs, '1', 'a')).toMatchObject({ n: 2 });
    expect(await idsOf(jobs)).toEqual(['1']);
  });

  test('answers a conflict with 409, everything else with 424, and keeps nothing', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: '2', jobId: 'a' });

    const codes = await codesOf(jobs, [run('1'), run('2'), run('3')]);

    expect(codes).toEqual([207, 424, 409, 424]);
    expect(await idsOf(jobs)).toEqual(['2']);
  });

  test('advances a job under its ETag together with the run, once', async () => {
    const { jobs } = await openCosmos();
    const { etag } = await jobs.items.create({ id: 'job', jobId: 'a', slot: 0 });
    const dispatch = (id: string): readonly OperationInput[] => [
      run(id),
      {
        operationType: BulkOperationType.Replace,
        id: 'job',
        ifMatch: etag,
        resourceBody: { id: 'job', jobId: 'a', slot: 1 },
      },
    ];

    const codes = await Promise.all([codesOf(jobs, dispatch('r1')), codesOf(jobs, dispatch('r2'))]);

    expect(codes).toEqual([
      [200, 201, 200],
      [207, 424, 412],
    ]);
    expect(await idsOf(jobs)).toEqual(['job', 'r1']);
  });

  test('refuses an item of another partition and keeps nothing', async () => {
    const { jobs } = await openCosmos();

    const codes = await codesOf(jobs, [
      run('1'),
      { operationType: BulkOperationType.Create, resourceBody: { id: '2', jobId: 'b' } },
    ]);

    expect(codes).toEqual([207, 424, 400]);
    expect(await idsOf(jobs)).toEqual([]);
  });

  test('takes a hundred operations', async () => {
    const { jobs } = await openCosmos();

    await jobs.items.batch(
      Array.from({ length: 100 }, (_, index) => run(String(index))),
      'a',
    );

    expect(await idsOf(jobs)).toHaveLength(100);
  });

  test('refuses a batch of more than 2 MB with 413', async () => {
    const { jobs } = await openCosmos();
    const text = 'x'.repeat(1_100_000);
    const large = (id: string): OperationInput => ({
      operationType: BulkOperationType.Create,
      resourceBody: { id, jobId: 'a', text },
    });

    expect(await codeOf(jobs.items.batch([large('1'), large('2')], 'a'))).toBe(413);
  });

  test('does each operation of a bulk request for itself', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: '2', jobId: 'a' });

    const results = await jobs.items.executeBulkOperations(
      ['1', '2', '3'].map((id) => ({
        operationType: BulkOperationType.Create,
        partitionKey: 'a',
        resourceBody: { id, jobId: 'a' },
      })),
    );

    expect(results.map(({ response, error }) => response?.statusCode ?? error?.code)).toEqual([
      201, 409, 201,
    ]);
    expect(await idsOf(jobs)).toEqual(['2', '1', '3']);
  });
});
