import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exampleJob } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type RecordingRegistry } from '../../support/recording-registry.ts';

const page = z.object({
  items: z.array(z.object({ jobId: z.string() })),
  nextCursor: z.string().optional(),
});

let app: RecordingRegistry;

beforeEach(async () => {
  const world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = registerIn(world);
  await world.jobs.create(exampleJob({ jobId: 'a', tags: ['gold', 'x'], description: 'North' }));
  await world.jobs.create(exampleJob({ jobId: 'b', tags: ['gold'], valueStream: 'growth' }));
  await world.jobs.create(exampleReportJob({ jobId: 'c', state: 'paused' }));
  await world.jobs.create(exampleJob({ jobId: 'd', state: 'completed' }));
});

async function list(query: string): Promise<z.output<typeof page>> {
  return page.parse((await app.call('listJobs', { query })).json);
}

describe('GET /api/jobs', () => {
  test.each([
    ['', ['a', 'b', 'c', 'd']],
    ['kind=report-collection', ['c']],
    ['status=paused,completed', ['c', 'd']],
    ['valueStream=growth', ['b']],
    ['modelId=churn', ['a', 'b', 'd']],
    ['tag=gold', ['a', 'b']],
    ['tag=gold,x', ['a']],
    ['text=NORTH', ['a']],
    ['sort=-jobId', ['d', 'c', 'b', 'a']],
    ['sort=jobId&status=active&tag=gold&text=o', ['a']],
  ])('?%s', async (query, ids) => {
    expect((await list(query)).items.map(({ jobId }) => jobId)).toEqual(ids);
  });

  test('says on request how many there are on all pages', async () => {
    const { json } = await app.call('listJobs', { query: 'tag=gold&limit=1&count=true' });

    expect(json).toMatchObject({ items: [{ jobId: 'a' }], total: 2 });
    expect((await app.call('listJobs', { query: 'limit=1' })).json).not.toHaveProperty('total');
    expect((await app.call('listJobs', { query: 'count=yes' })).status).toBe(400);
  });

  test('refuses a parameter that comes twice, rather than to take one of its values', async () => {
    const { status, json } = await app.call('listJobs', { query: 'valueStream=a&valueStream=b&limit=1' });

    expect(status).toBe(400);
    expect(problemBody.parse(json).errors).toEqual([
      { pointer: '/valueStream', detail: 'must be given once' },
    ]);
  });

  test('goes on where the page before ended', async () => {
    const first = await list('sort=-createdAt&limit=3');

    const second = await list(`sort=-createdAt&limit=3&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);

    expect([...first.items, ...second.items]).toHaveLength(4);
    expect(second.nextCursor).toBeUndefined();
  });

  test('refuses a cursor of another list', async () => {
    const { nextCursor } = await list('limit=1');

    const answer = await app.call('listJobs', {
      query: `status=active&cursor=${encodeURIComponent(nextCursor ?? '')}`,
    });

    expect(answer.status).toBe(400);
    expect(problemBody.parse(answer.json).errors?.map(({ pointer }) => pointer)).toEqual(['/cursor']);
  });

  test('shows how each job stands, without what would have to be calculated', async () => {
    const { json } = await app.call('listJobs', { query: 'kind=report-collection' });

    expect(json).toMatchObject({
      items: [
        {
          state: 'paused',
          status: { observedGeneration: 1, conditions: [{ type: 'Scheduled', status: 'False' }, {}] },
        },
      ],
    });
    expect(json).not.toHaveProperty('items.0.upcoming');
  });

  test.each([
    ['kind=x', '/kind'],
    ['status=deleted', '/status/0'],
    ['status=', '/status/0'],
    ['tag=-', '/tag/0'],
    ['text=', '/text'],
    ['sort=name', '/sort'],
    ['order=jobId', '/order'],
  ])('refuses ?%s', async (query, pointer) => {
    const answer = await app.call('listJobs', { query });

    expect(answer.status).toBe(400);
    expect(problemBody.parse(answer.json).errors?.map((fault) => fault.pointer)).toEqual([pointer]);
  });
});
