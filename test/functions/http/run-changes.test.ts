import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exampleJob } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import {
  createMemoryWorld,
  stateOf,
  storePendingRun,
  storeRunningRun,
  type MemoryWorld,
} from '../../support/memory/memory-world.ts';
import type { Answer, RecordingRegistry } from '../../support/recording-registry.ts';

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:10:00Z');
  app = registerIn(world);
});

const slotsBody = z.object({
  items: z.array(z.object({ dueAt: z.string() })),
  nextCursor: z.string().optional(),
});

const REQUEST = { author: 'ada', reason: 'The file is there now.' };

function post(name: string, runId: string, body: object = REQUEST): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return app.call(name, { params: { runId }, headers, body: JSON.stringify(body) });
}

describe('cancelRun', () => {
  test('cancels a running run and tells its orchestration', async () => {
    const { runId } = await storeRunningRun(world, exampleJob());

    const answer = await post('cancelRun', runId);

    expect(answer).toMatchObject({ status: 200, json: { state: 'cancelled', cancelled: REQUEST } });
    expect(world.orchestrations.cancelled).toEqual([runId]);
  });

  test('answers the same when it is asked twice', async () => {
    const { runId } = await storePendingRun(world, exampleJob());
    await post('cancelRun', runId);

    expect((await post('cancelRun', runId)).status).toBe(200);
  });

  test('answers 404 for a run that is not there', async () => {
    expect((await post('cancelRun', 'churn-daily.20260301T060000Z')).status).toBe(404);
  });

  test('lists every fault of its body', async () => {
    const runId = 'churn-daily.20260301T060000Z';
    const answer = await post('cancelRun', runId, { author: '', reasons: 'r' });

    expect(answer).toMatchObject({
      status: 400,
      json: {
        errors: [
          { pointer: '/author' },
          { pointer: '/reason', detail: 'is missing' },
          { pointer: '/reasons' },
        ],
      },
    });
  });
});

describe('retryRun', () => {
  test('begins a new attempt of a run that has ended without a result', async () => {
    const { runId } = await storePendingRun(world, exampleJob());
    await post('cancelRun', runId);

    const answer = await post('retryRun', runId);

    expect(answer).toMatchObject({ status: 202, json: { state: 'pending', attempt: 2, requested: REQUEST } });
    expect(answer.headers.get('location')).toBe(`/api/runs/${runId}`);
  });

  test('says which state a run is in that it cannot retry', async () => {
    const { runId } = await storeRunningRun(world, exampleJob());

    const answer = await post('retryRun', runId);

    expect(answer).toMatchObject({ status: 409, json: { title: 'The run is running.' } });
    expect(await stateOf(world, runId)).toBe('running');
  });
});

describe('the dead letters of the queue "runs"', () => {
  test('mark their run with the cause', async () => {
    const { runId } = await storePendingRun(world, exampleJob());

    const applicationProperties = {
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Delivered 10 times.',
    };

    await app.deliver('buryRun', { runId, attempt: 1 }, { deliveryCount: 11, applicationProperties });

    expect((await app.call('listAllRuns', { query: 'state=dead' })).json).toMatchObject({
      items: [
        {
          runId,
          answer: 'skipped: dead-letter',
          cause: { reason: 'MaxDeliveryCountExceeded', deliveryCount: 11 },
        },
      ],
    });
  });

  test.each([undefined, 'text', { runId: 'x' }, { runId: 'churn-daily.20260301T060000Z', attempt: 1 }])(
    'are kept when they name no run: %j',
    async (message) => {
      await app.deliver('buryRun', message);
      await app.deliver('buryRun', message);

      expect(world.letters.kept).toMatchObject([{ queue: 'runs' }]);
      expect(world.log.errors).toHaveLength(2);
    },
  );

  test('are retried together, and say what they would do first', async () => {
    const { runId } = await storePendingRun(world, exampleJob());
    await app.deliver('buryRun', { runId, attempt: 1 });
    const request = { filter: { state: 'dead', valueStream: 'retention' }, ...REQUEST };

    const dry = await post('retryRuns', '', { ...request, dryRun: true });
    const real = await post('retryRuns', '', request);

    expect(dry.json).toEqual({ matched: 1, retried: 0, notRetried: [], runIds: [runId] });
    expect(real.json).toEqual({ matched: 1, retried: 1, notRetried: [], runIds: [runId] });
  });

  test('are not retried without a state', async () => {
    expect((await post('retryRuns', '', { filter: {}, ...REQUEST })).status).toBe(400);
  });
});

describe('listSlots', () => {
  const params = { jobId: 'churn-daily' };

  test('gives the slots of the last 24 hours in words', async () => {
    await storePendingRun(world, exampleJob());

    const answer = await app.call('listSlots', { params });

    expect(answer.json).toMatchObject({
      items: [
        {
          type: 'slot',
          dueAt: '2026-03-01T06:00:00.000Z',
          answer: 'pending',
          inWords: 'It is still to begin.',
        },
      ],
    });
  });

  test('gives every page of a range', async () => {
    await storePendingRun(world, exampleJob());
    const dueAts: unknown[] = [];
    let query = 'limit=2&from=2026-02-20T00:00:00Z&to=2026-03-01T12:00:00Z';
    for (let page = 0; page < 5; page += 1) {
      const { json } = await app.call('listSlots', { params, query });
      const { items, nextCursor } = slotsBody.parse(json);
      dueAts.push(...items.map(({ dueAt }) => dueAt));
      query = `limit=2&cursor=${nextCursor ?? ''}`;
    }

    expect(dueAts).toHaveLength(10);
    expect(new Set(dueAts).size).toBe(10);
  });

  test.each([
    ['from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', '/to'],
    ['from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z', '/to'],
    ['from=yesterday', '/from'],
    ['cursor=x', '/cursor'],
  ])('refuses %s', async (query, pointer) => {
    await world.jobs.create(exampleJob());

    const answer = await app.call('listSlots', { params, query });

    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer }] } });
  });
});

describe('readAudit', () => {
  test('has nothing to tell before the first audit', async () => {
    expect((await app.call('readAudit')).json).toEqual({ lastRound: null, presentRound: null });
  });

  test('gives the figures of the last round', async () => {
    await storePendingRun(world, exampleJob());
    await app.tick('auditJobs');

    expect((await app.call('readAudit')).json).toMatchObject({
      lastRound: { startedAt: '2026-03-01T06:10:00.000Z', jobs: 1 },
      presentRound: null,
    });
  });
});
