import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jobEtag } from '../../../functions/http/job-etag.ts';
import { scheduleIn, exampleDefinition, scoresCsv } from '../../support/example-definition.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const JOB = jobIdFrom('churn-daily');
const HOURLY = { type: 'interval', everySeconds: 3600 };

let world: MemoryWorld;
let app: RecordingRegistry;

/** A job with two definitions: it was daily, and is hourly. */
beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T05:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  app = registerIn(world);
  await scheduleIn(world, exampleDefinition({ jobId: JOB }));
  world.clock.moveTo('2026-03-01T05:00:01Z');
  const task = { modelId: 'churn', baseline: 'baselines/churn.csv', current: 'datasets/churn.csv' };
  const definition = { kind: 'stability', valueStream: 'retention', task, recurrences: [HOURLY] };
  const edited = await send('editJob', definition, { 'if-match': '*', 'change-reason': 'More often.' });
  expect(edited.status).toBe(200);
  world.clock.moveTo('2026-03-01T05:00:02Z');
});

function send(name: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return app.call(name, {
    params: { jobId: JOB },
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function history(query = '', jobId: string = JOB): Promise<Answer> {
  return app.call('listJobHistory', { params: { jobId }, query });
}

function restore(
  body: Readonly<Record<string, unknown>> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send('restoreJob', { generation: 1, reason: 'Too often.', author: 'bob', ...body }, headers);
}

async function etag(): Promise<string> {
  return jobEtag(present(await world.jobs.get(JOB)));
}

function expectProblem(answer: Answer, status: number, type: string): void {
  expect(answer.status).toBe(status);
  expect(problemBody.parse(answer.json)).toMatchObject({ type: `urn:evenkeel:problem:${type}`, status });
}

const page = z.object({
  items: z.array(z.looseObject({ action: z.string(), author: z.string() })),
  nextCursor: z.string().optional(),
});

describe('GET /api/jobs/{jobId}/history', () => {
  test('tells who changed the job, when, why and what, the latest first', async () => {
    const { status, json } = await history();

    expect(status).toBe(200);
    const { items } = page.parse(json);
    expect(items.map(({ action }) => action)).toEqual(['edited', 'created']);
    expect(items[0]).toMatchObject({
      ...{ at: '2026-03-01T05:00:01.000Z', author: 'local', reason: 'More often.' },
      ...{ generation: 2, hasDefinition: true },
    });
    expect(items[0]?.['differences']).toContainEqual({ pointer: '/task/scoreColumn', before: 'score' });
  });

  test('gives page after page', async () => {
    const first = page.parse((await history('limit=1')).json);
    const second = page.parse((await history(`limit=1&cursor=${present(first.nextCursor)}`)).json);

    expect(second.items.map(({ action }) => action)).toEqual(['created']);
    expect(second.nextCursor).toBeUndefined();
  });

  test('is there when the job is deleted', async () => {
    await app.call('deleteJob', { params: { jobId: JOB } });

    const { items } = page.parse((await history()).json);
    expect(items.map(({ action }) => action)).toContain('deleted');
  });

  test('is 404 for a job that never was', async () => {
    expectProblem(await history('', 'nobody'), 404, 'not-found');
  });

  test('refuses a cursor that no page gave', async () => {
    expectProblem(await history('cursor=x'), 400, 'invalid-input');
  });
});

describe('GET /api/jobs/{jobId}/history/{generation}', () => {
  function read(generation: string): Promise<Answer> {
    return app.call('readJobDefinition', { params: { jobId: JOB, generation } });
  }

  test('gives the definition of that time', async () => {
    const { status, json } = await read('1');

    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ jobId: JOB, generation: 1, kind: 'stability', valueStream: 'retention' },
      task: { scoreColumn: 'score', baseline: 'baselines/churn.csv' },
      recurrences: [{ type: 'cron', expression: '0 6 * * *' }],
    });
  });

  test.each(['0', '3', 'x', '-1', '1.5'])('is 404 for the generation %s', async (generation) => {
    expectProblem(await read(generation), 404, 'not-found');
  });
});

describe('POST /api/jobs/{jobId}/restore', () => {
  test('gives the definition again under the version that is expected', async () => {
    const restored = await restore({}, { 'if-match': await etag() });

    expect(restored.status).toBe(200);
    expect(restored.json).toEqual({
      ...{ jobId: JOB, outcome: 'restored', generation: 3, restoredGeneration: 1 },
    });
    expect(restored.headers.get('etag')).toBe(await etag());
    expect(restored.headers.get('location')).toBe('/api/jobs/churn-daily');
    const [latest] = page.parse((await history()).json).items;
    expect(latest).toMatchObject({ action: 'restored', author: 'bob', reason: 'Too often.' });
  });

  test('says what differs to whoever has seen another version', async () => {
    const seen = await etag();
    await restore({}, { 'if-match': seen });

    const again = await restore({}, { 'if-match': seen });

    expectProblem(again, 412, 'precondition-failed');
    const { changed } = z
      .object({ changed: z.array(z.looseObject({ pointer: z.string() })) })
      .parse(again.json);
    expect(changed).toContainEqual({ pointer: '/task/scoreColumn', after: 'score' });
  });

  test('asks for the version', async () => {
    expectProblem(await restore(), 428, 'precondition-required');
  });

  test('is 404 for a generation that the job never had', async () => {
    expectProblem(await restore({ generation: 9 }, { 'if-match': '*' }), 404, 'not-found');
  });

  test.each([0, 1.5, '1', undefined])('refuses the generation %s', async (generation) => {
    expectProblem(await restore({ generation }, { 'if-match': '*' }), 400, 'invalid-input');
  });

  test('brings a deleted job back only where that is said', async () => {
    await app.call('deleteJob', { params: { jobId: JOB } });

    expectProblem(await restore(), 409, 'conflict');
    const restored = await restore({ undelete: true });
    expect(restored.status).toBe(200);
    expect(restored.json).toMatchObject({ outcome: 'undeleted', generation: 3, restoredGeneration: 1 });
    expect((await app.call('readJob', { params: { jobId: JOB } })).status).toBe(200);
  });
});
