import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deliverPending, workOff, ALLOW_ALL } from '../../support/backfill-steps.ts';
import { exampleJob } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const BODY = {
  ...{ from: '2026-01-01T00:00:00Z', until: '2026-01-10T23:59:59Z', maxConcurrent: 3 },
  ...{ author: 'ada', reason: 'The history is missing.' },
};
const WHY = { author: 'bob', reason: 'The data is wrong.' };
const JSON_TYPE = { 'content-type': 'application/json' };

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = registerIn(world);
  await world.jobs.create(exampleJob({ policies: ALLOW_ALL }));
});

function start(body: unknown = BODY, headers: Record<string, string> = {}, jobId = 'churn-daily') {
  const request = { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
  return app.call('startBackfill', { params: { jobId }, ...request });
}

function call(name: string, backfillId: string, body?: unknown): Promise<Answer> {
  const params = { jobId: 'churn-daily', backfillId };
  return app.call(name, {
    params,
    ...(body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) }),
  });
}

async function started(): Promise<string> {
  return z.object({ backfillId: z.string() }).parse((await start()).json).backfillId;
}

function expectProblem({ status, json }: Answer, expected: number, type: string): void {
  expect(status).toBe(expected);
  expect(problemBody.parse(json).type).toBe(`urn:evenkeel:problem:${type}`);
}

describe('POST /api/jobs/{jobId}/backfills', () => {
  test('answers 202 with the backfill and where it is', async () => {
    const answer = await start(BODY, { 'idempotency-key': 'k1' });

    expect(answer.status).toBe(202);
    const { backfillId } = z.object({ backfillId: z.string() }).parse(answer.json);
    expect(backfillId).toMatch(/^churn-daily\.backfill-[0-9a-f]{16}$/);
    expect(answer.json).toEqual({
      backfillId,
      ...{ jobId: 'churn-daily', state: 'running', maxConcurrent: 3 },
      ...{ from: '2026-01-01T00:00:00.000Z', until: '2026-01-10T23:59:59.000Z' },
      doneUntil: '2026-01-03T06:00:00.000Z',
      ...{ slotCount: 10, runCount: 3, alreadyRunCount: 0 },
      requested: { author: 'ada', reason: 'The history is missing.' },
      ...{ createdAt: '2026-03-01T00:00:00.000Z', updatedAt: '2026-03-01T00:00:00.000Z' },
    });
    expect(answer.headers.get('location')).toBe(`/api/jobs/churn-daily/backfills/${backfillId}`);
  });

  test('answers 200 with the same when the key comes again', async () => {
    const first = await start(BODY, { 'idempotency-key': 'k1' });
    const second = await start(BODY, { 'idempotency-key': 'k1' });

    expect(second.status).toBe(200);
    expect(second.json).toEqual(first.json);
  });

  test('answers 409 when the key came with another range', async () => {
    await start(BODY, { 'idempotency-key': 'k1' });

    const second = await start({ ...BODY, until: '2026-01-20T00:00:00Z' }, { 'idempotency-key': 'k1' });

    expectProblem(second, 409, 'already-exists');
  });

  test('makes two backfills of two requests without a key', async () => {
    await start();
    await start();

    expect(world.memory.backfills.all()).toHaveLength(2);
  });

  test('answers a dry run with what would run and makes nothing', async () => {
    const answer = await start({ ...BODY, dryRun: true });

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      ...{ slotCount: 10, alreadyRunCount: 0, toRunCount: 10 },
      ...{ first: '2026-01-01T06:00:00.000Z', last: '2026-01-10T06:00:00.000Z' },
    });
    expect(world.memory.backfills.all()).toEqual([]);
    expect(runsOf(world)).toEqual([]);
  });

  test('has five runs at once where nothing is said', async () => {
    const { maxConcurrent: _none, ...body } = BODY;

    expect((await start(body)).json).toMatchObject({ maxConcurrent: 5, runCount: 5 });
  });

  test('lists every fault', async () => {
    const answer = await start({ from: 'yesterday', maxConcurrent: 0, reason: '', colour: 'red' });

    expectProblem(answer, 400, 'invalid-input');
    const faults = problemBody.parse(answer.json).errors?.map(({ pointer }) => pointer);
    expect(faults?.sort()).toEqual(['/colour', '/from', '/maxConcurrent', '/reason', '/until']);
  });

  test('refuses a range that is not over', async () => {
    expectProblem(await start({ ...BODY, until: '2026-03-01T00:00:01Z' }), 400, 'invalid-input');
  });

  test('refuses an empty key', async () => {
    expectProblem(await start(BODY, { 'idempotency-key': '' }), 400, 'invalid-input');
  });

  test.each(['nobody', 'no/id'])('answers 404 for the job %s', async (jobId) => {
    expectProblem(await start(BODY, {}, jobId), 404, 'not-found');
    expectProblem(await start({ ...BODY, dryRun: true }, {}, jobId), 404, 'not-found');
  });
});

describe('GET /api/jobs/{jobId}/backfills', () => {
  test('lists the backfills of a job', async () => {
    const backfillId = await started();

    const { json } = await app.call('listBackfills', { params: { jobId: 'churn-daily' } });

    expect(json).toMatchObject({ items: [{ backfillId, state: 'running' }] });
  });

  test('answers 404 for a job that is not there', async () => {
    expectProblem(await app.call('listBackfills', { params: { jobId: 'nobody' } }), 404, 'not-found');
  });
});

describe('GET /api/jobs/{jobId}/backfills/{backfillId}', () => {
  test('shows how far it has come', async () => {
    const backfillId = await started();
    await deliverPending(world);

    expect((await call('readBackfill', backfillId)).json).toMatchObject({ backfillId, runs: { running: 3 } });
  });

  test('shows that it is done', async () => {
    const backfillId = await started();
    await workOff(world);

    expect((await call('readBackfill', backfillId)).json).toMatchObject({
      ...{ state: 'completed', runs: { succeeded: 10 }, doneUntil: '2026-01-10T23:59:59.000Z' },
    });
  });

  test.each(['churn-daily.backfill-0000000000000000', 'other.backfill-0000000000000000', 'x'])(
    'answers 404 for %s',
    async (backfillId) => {
      expectProblem(await call('readBackfill', backfillId), 404, 'not-found');
    },
  );
});

describe('changing a backfill', () => {
  test('pauses and resumes it', async () => {
    const backfillId = await started();

    const paused = await call('pauseBackfill', backfillId, WHY);
    const resumed = await call('resumeBackfill', backfillId, WHY);

    expect(paused.json).toMatchObject({
      state: 'paused',
      lastChange: { ...WHY, at: '2026-03-01T00:00:00.000Z' },
    });
    expect(resumed.json).toMatchObject({ state: 'running' });
  });

  test('cancels it, and what is going only when asked to', async () => {
    const backfillId = await started();
    await deliverPending(world);

    const first = await call('cancelBackfill', backfillId, WHY);
    expect(first.json).toMatchObject({ state: 'cancelled', lastChange: { cancelRunning: false } });
    expect(runsOf(world).map(({ state }) => state)).toEqual(['running', 'running', 'running']);

    await call('cancelBackfill', backfillId, { ...WHY, cancelRunning: true });
    expect(runsOf(world).map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  test('answers 409 when it is over', async () => {
    const backfillId = await started();
    await workOff(world);

    expectProblem(await call('pauseBackfill', backfillId, WHY), 409, 'conflict');
    expectProblem(await call('resumeBackfill', backfillId, WHY), 409, 'conflict');
    expectProblem(await call('cancelBackfill', backfillId, WHY), 409, 'conflict');
  });

  test('wants to know who and why', async () => {
    expectProblem(await call('pauseBackfill', await started(), {}), 400, 'invalid-input');
  });

  test('answers 404 for one that is not there', async () => {
    const none = 'churn-daily.backfill-0000000000000000';

    expectProblem(await call('cancelBackfill', none, WHY), 404, 'not-found');
  });
});

describe('the timer', () => {
  test('advances what is running', async () => {
    await started();
    world.memory.backfills.all().forEach(({ value }) => {
      world.memory.backfills.set(value.backfillId, { ...value, maxConcurrent: 5 });
    });

    await app.tick('tendBackfills');

    expect(runsOf(world)).toHaveLength(5);
  });
});

describe('GET /api/jobs/{jobId}/backfills/{backfillId}/runs', () => {
  test('lists the runs that the backfill has made, the latest slot first, page by page', async () => {
    const backfillId = await started();
    const params = { jobId: 'churn-daily', backfillId };

    const first = await app.call('listBackfillRuns', { params, query: 'limit=2' });
    const { nextCursor } = z.object({ nextCursor: z.string() }).parse(first.json);
    const query = `cursor=${encodeURIComponent(nextCursor)}`;
    const second = await app.call('listBackfillRuns', { params, query });

    expect(first.json).toMatchObject({
      items: [{ dueAt: '2026-01-03T06:00:00.000Z', backfillId }, { dueAt: '2026-01-02T06:00:00.000Z' }],
    });
    expect(second.json).toMatchObject({ items: [{ dueAt: '2026-01-01T06:00:00.000Z' }] });
    expect(second.json).not.toHaveProperty('nextCursor');
  });

  test.each(['churn-daily.backfill-0123456789abcdef', 'other.backfill-0123456789abcdef', 'x'])(
    'answers 404 for %s',
    async (backfillId) => {
      const params = { jobId: 'churn-daily', backfillId };

      expectProblem(await app.call('listBackfillRuns', { params }), 404, 'not-found');
    },
  );
});
