import { describe, expect, test } from 'vitest';
import { openCosmos, createAll, type Fixture } from './cosmos-fixture.ts';

async function openWithItems(count: number): Promise<Fixture> {
  const fixture = await openCosmos();
  await createAll(
    fixture.jobs,
    Array.from({ length: count }, (_, n) => ({ id: String(n), jobId: String(n), n, text: 'x'.repeat(500) })),
  );
  return fixture;
}

describe('request charges of the Cosmos stand-in', () => {
  test('are 1 unit for a point read of up to 1 KB', async () => {
    const { jobs } = await openWithItems(1);

    expect((await jobs.item('0', '0').read()).requestCharge).toBe(1);
  });

  test('follow the table of the service for a large item', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: '1', jobId: 'a', text: 'x'.repeat(128 * 1024 - 300) });

    const { requestCharge } = await jobs.item('1', 'a').read();

    expect(requestCharge).toBeCloseTo(9.95, 0);
  });

  test('are 5 to 7 units for writes of up to 1 KB, a little more for replacing than for creating', async () => {
    const { jobs } = await openCosmos();
    const item = { id: '1', jobId: 'a', text: 'x'.repeat(500) };

    const created = await jobs.items.create(item);
    const replaced = await jobs.item('1', 'a').replace(item);
    const deleted = await jobs.item('1', 'a').delete();

    expect([created, replaced, deleted].map(({ requestCharge }) => requestCharge)).toEqual([
      5.75, 6.55, 5.75,
    ]);
  });

  test('grow with the properties that are indexed', async () => {
    const { jobs } = await openCosmos();

    const few = await jobs.items.create({ id: '1', jobId: 'a', tags: ['x'] });
    const many = await jobs.items.create({ id: '2', jobId: 'a', tags: ['x', 'y', 'z'] });

    expect(many.requestCharge - few.requestCharge).toBeCloseTo(0.2);
  });

  test('of a query grow with the documents read to answer it, which an index keeps few', async () => {
    const { jobs } = await openWithItems(50);

    const indexed = await jobs.items.query('SELECT * FROM c WHERE c.n = 7').fetchNext();
    const scanned = await jobs.items.query('SELECT * FROM c WHERE c.n + 0 = 7').fetchNext();

    expect([indexed.resources, scanned.resources].map(({ length }) => length)).toEqual([1, 1]);
    expect(indexed.requestCharge).toBeLessThan(2.5);
    expect(scanned.requestCharge - indexed.requestCharge).toBeGreaterThan(49 * 0.025);
  });

  test('of a batch are the sum of its operations', async () => {
    const { jobs } = await openCosmos();
    const create = (
      id: string,
    ): { operationType: 'Create'; resourceBody: { id: string; jobId: string } } => ({
      operationType: 'Create',
      resourceBody: { id, jobId: 'a' },
    });

    const { result, headers } = await jobs.items.batch([create('1'), create('2')], 'a');

    const sum = (result ?? []).reduce((total, { requestCharge }) => total + requestCharge, 0);
    expect(sum).toBeGreaterThan(10);
    expect(Number(headers['x-ms-request-charge'])).toBeCloseTo(sum);
  });
});
