import { beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../../shared/domain/run/run.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { examplePendingRun } from '../../support/example-run.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const JOB = exampleJob();
const WHY = { author: 'ada', reason: 'The source is complete now.' };

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-09T00:00:00Z');
  app = registerIn(world);
  await world.jobs.create(JOB);
});

/** A run of the day's slot. */
function runOn(day: string): ReturnType<typeof examplePendingRun> {
  const dueAt = at(`2026-03-${day}T06:00:00Z`);
  return examplePendingRun({ runId: runIdOf(JOB.jobId, dueAt), dueAt, effectiveAt: dueAt }, JOB);
}

function failedOn(day: string): Run {
  const ended = { startedAt: at('2026-03-08T06:00:00Z'), finishedAt: at('2026-03-08T06:01:00Z') };
  const failure = { reason: 'current-not-found', message: 'There is no file.' } as const;
  return { ...runOn(day), ...ended, state: 'failed', failure };
}

async function store(...runs: readonly Run[]): Promise<void> {
  for (const value of runs) {
    await world.jobs.commit({ jobId: JOB.jobId, runs: [{ value, ifVersion: undefined }] });
  }
}

function retry(body: object = {}, jobId: string = JOB.jobId): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return app.call('retryJob', { params: { jobId }, headers, body: JSON.stringify({ ...WHY, ...body }) });
}

function statesOf(): string[] {
  return runsOf(world).map(({ runId, state, attempt }) => `${runId.slice(-11, -8)} ${state} ${attempt}`);
}

describe('POST /api/jobs/{jobId}/retry', () => {
  test('answers 202 with the attempt of the last run that failed, and where the run is', async () => {
    await store(failedOn('02'), failedOn('04'), failedOn('03'));

    const answer = await retry();

    const { runId } = runOn('04');
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/api/runs/${runId}`);
    expect(answer.json).toEqual({ runId, attempt: 2, status: 'pending' });
    expect(world.queue.sent).toMatchObject([{ runId, attempt: 2 }]);
  });

  test('passes over a later run that goes on by itself', async () => {
    await store(failedOn('02'), runOn('03'));

    expect((await retry()).json).toMatchObject({ runId: runOn('02').runId });
  });

  test('asked twice retries once, and no earlier failure', async () => {
    await store(failedOn('02'), failedOn('03'));
    const first = await retry();

    const second = await retry();

    expect(second.status).toBe(200);
    expect(second.json).toEqual(first.json);
    expect(runsOf(world).filter(({ state }) => state === 'pending')).toHaveLength(1);
    expect(world.queue.sent).toHaveLength(1);
  });

  test('asked by several at once retries once', async () => {
    await store(failedOn('02'), failedOn('03'));

    const answers = await Promise.all([retry(), retry(), retry()]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
    expect(statesOf().filter((state) => state.includes('pending'))).toHaveLength(1);
  });

  test('retries the run that is named, and says so once more when asked again', async () => {
    await store(failedOn('02'), failedOn('03'));
    const { runId } = runOn('02');

    expect((await retry({ runId })).status).toBe(202);
    expect((await retry({ runId })).status).toBe(200);
    expect(runsOf(world).find((run) => run.runId === runId)).toMatchObject({
      state: 'pending',
      requested: WHY,
    });
  });

  test('answers 409 when no run has failed', async () => {
    await store(runOn('02'));

    const answer = await retry();

    expect(answer.status).toBe(409);
    expect(problemBody.parse(answer.json).title).toBe('There is nothing to retry.');
  });

  test('answers 409 for a named run that has not ended', async () => {
    await store(runOn('02'));

    expect((await retry({ runId: runOn('02').runId })).status).toBe(409);
  });

  test('answers 400 for a run of another job', async () => {
    const answer = await retry({ runId: 'fraud-daily.20260302T060000Z' });

    expect(answer.status).toBe(400);
    expect(problemBody.parse(answer.json).errors?.map(({ pointer }) => pointer)).toEqual(['/runId']);
  });

  test('answers 404 for a run and for a job that is not there', async () => {
    expect((await retry({ runId: runOn('02').runId })).status).toBe(404);
    expect((await retry({}, 'fraud-daily')).status).toBe(404);
  });

  test('lists every fault', async () => {
    const answer = await retry({ reason: '', runId: 'no id', when: 'now' });

    expect(
      problemBody
        .parse(answer.json)
        .errors?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual([...['/reason', '/runId', '/when']]);
  });
});
