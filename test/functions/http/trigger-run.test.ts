import { beforeEach, describe, expect, test } from 'vitest';
import { exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const WHY = { author: 'ada', reason: 'The data came late.' };

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = registerIn(world);
  await world.jobs.create(exampleJob());
});

function trigger(key?: string, body: unknown = WHY, jobId = 'churn-daily'): Promise<Answer> {
  return app.call('triggerRun', {
    params: { jobId },
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
}

function expectProblem({ status, json }: Answer, expected: number, type: string): void {
  expect(status).toBe(expected);
  expect(problemBody.parse(json).type).toBe(`urn:evenkeel:problem:${type}`);
}

async function become(state: 'paused' | 'completed' | 'deleted'): Promise<void> {
  const { value, version } = present(await world.jobs.get(jobIdFrom('churn-daily')));
  await world.jobs.save({ ...value, state }, { ifVersion: version });
}

describe('POST /api/jobs/{jobId}/runs', () => {
  test('answers 202 with the run, where it is, and who asked for it', async () => {
    const answer = await trigger('k1');

    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toMatch(/^\/api\/runs\/churn-daily\.manual-[0-9a-f]{16}$/);
    expect(answer.json).toMatchObject({
      ...{ jobId: 'churn-daily', state: 'pending', trigger: 'manual', attempt: 1 },
      ...{ dueAt: '2026-03-01T00:00:00.000Z', effectiveAt: '2026-03-01T00:00:00.000Z' },
      requested: WHY,
    });
  });

  test('sends its message at once, as a live one', async () => {
    await trigger('k1');

    const [run] = runsOf(world);
    expect(world.queue.sent).toEqual([
      { runId: run?.runId, attempt: 1, effectiveAt: world.clock.now(), priority: 'live' },
    ]);
  });

  test('answers 200 with the same run when its key has come before', async () => {
    const first = await trigger('k1');
    world.clock.moveTo('2026-03-01T00:05:00Z');

    const second = await trigger('k1', { author: 'bob', reason: 'Again.' });

    expect(second.status).toBe(200);
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(runsOf(world)).toHaveLength(1);
  });

  test('makes one run when the same key comes several times at once', async () => {
    const answers = await Promise.all([trigger('k1'), trigger('k1'), trigger('k1')]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
    expect(runsOf(world)).toHaveLength(1);
  });

  test('makes a run for each key', async () => {
    await trigger('k1');

    expect((await trigger('k2')).status).toBe(202);
    expect(runsOf(world)).toHaveLength(2);
  });

  test('makes a run for each request without a key', async () => {
    await trigger();

    expect((await trigger()).status).toBe(202);
    expect(runsOf(world)).toHaveLength(2);
  });

  test('gives two jobs a run each under the same key', async () => {
    await world.jobs.create(exampleJob({ jobId: 'fraud-daily' }));
    await trigger('k1');

    expect((await trigger('k1', WHY, 'fraud-daily')).status).toBe(202);
  });

  test.each(['paused', 'completed'] as const)('runs a %s job', async (state) => {
    await become(state);

    expect((await trigger('k1')).status).toBe(202);
  });

  test('leaves the schedule as it is', async () => {
    const before = await world.jobs.get(jobIdFrom('churn-daily'));

    await trigger('k1');

    expect(await world.jobs.get(jobIdFrom('churn-daily'))).toEqual(before);
  });

  test('lists every fault', async () => {
    const answer = await trigger('k1', { reason: '', when: 'now' });

    expectProblem(answer, 400, 'invalid-input');
    expect(problemBody.parse(answer.json).errors).toEqual([
      { pointer: '/reason', detail: 'must not be empty' },
      { pointer: '/when', detail: 'is not a known field' },
    ]);
    expect(runsOf(world)).toEqual([]);
  });

  test('answers 404 for a job that is not there', async () => {
    expectProblem(await trigger('k1', WHY, 'fraud-daily'), 404, 'not-found');
  });

  test('answers 404 for a deleted job', async () => {
    await become('deleted');

    expectProblem(await trigger('k1'), 404, 'not-found');
  });
});
