import { beforeEach, describe, expect, test } from 'vitest';
import { jobEtag } from '../../../functions/http/job-etag.ts';
import type { Job, JobCore } from '../../../shared/domain/job/job.ts';
import { scoresCsv } from '../../support/example-definition.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const BODY = {
  kind: 'stability',
  valueStream: 'retention',
  task: {
    modelId: 'churn',
    baseline: 'baselines/churn.csv',
    current: 'datasets/churn.csv',
    scoreColumn: 'score',
  },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
};
const AT_NOON = { ...BODY, recurrences: [{ type: 'cron', expression: '0 12 * * *', timeZone: 'UTC' }] };
const WHY = { author: 'ada', reason: 'The source is being rebuilt.' };
const JSON_TYPE = { 'content-type': 'application/json' };
const ID = jobIdFrom('churn-daily');

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  app = registerIn(world);
  const scheduled = await app.call('scheduleJob', {
    headers: JSON_TYPE,
    body: JSON.stringify({ ...BODY, jobId: ID }),
  });
  expect(scheduled.status).toBe(201);
});

function edit(body: unknown, headers: Record<string, string> = {}, jobId = 'churn-daily'): Promise<Answer> {
  const request = { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
  return app.call('editJob', { params: { jobId }, ...request });
}

function change(name: 'pauseJob' | 'resumeJob', body: unknown, jobId = 'churn-daily'): Promise<Answer> {
  return app.call(name, { params: { jobId }, headers: JSON_TYPE, body: JSON.stringify(body) });
}

async function job(): Promise<Job> {
  return present(await world.jobs.get(ID)).value;
}

/** The version that the store has of the job. */
async function version(): Promise<string> {
  return present(await world.jobs.get(ID)).version;
}

/** The job's ETag as callers see it. */
async function etag(): Promise<string> {
  return jobEtag(present(await world.jobs.get(ID)));
}

/** Stores the job with something else about it. */
async function become(other: Partial<JobCore>): Promise<void> {
  await world.jobs.save({ ...(await job()), ...other }, { ifVersion: await version() });
}

function expectProblem({ status, headers, json }: Answer, expected: number, type: string): void {
  expect(status).toBe(expected);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(problemBody.parse(json).type).toBe(`urn:evenkeel:problem:${type}`);
}

function faultsOf({ json }: Answer): string[] {
  return (problemBody.parse(json).errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
}

describe('PUT /api/jobs/{jobId}', () => {
  test('answers 200 with the new definition and its version', async () => {
    const answer = await edit(AT_NOON, { 'if-match': await etag() });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(await etag());
    expect(answer.json).toMatchObject({
      jobId: 'churn-daily',
      generation: 2,
      nextDueAt: '2026-03-01T12:00:00.000Z',
      inWords: ['At 12:00, UTC time'],
      recurrences: [{ expression: '0 12 * * *' }],
    });
  });

  test('gives an ETag that the next edit can use', async () => {
    const first = await edit(AT_NOON, { 'if-match': await etag() });

    const second = await edit(BODY, { 'if-match': first.headers.get('etag') ?? '' });

    expect(second.status).toBe(200);
    expect(second.json).toMatchObject({ generation: 3, nextDueAt: '2026-03-01T06:00:00.000Z' });
  });

  test('takes the ETag that reading the job gave', async () => {
    const read = await app.call('readJob', { params: { jobId: ID } });

    expect((await edit(AT_NOON, { 'if-match': read.headers.get('etag') ?? '' })).status).toBe(200);
  });

  test('takes any version for *', async () => {
    expect((await edit(AT_NOON, { 'if-match': '*' })).status).toBe(200);
  });

  test('answers 428 without If-Match, and changes nothing', async () => {
    const answer = await edit(AT_NOON);

    expectProblem(answer, 428, 'precondition-required');
    expect((await job()).generation).toBe(1);
  });

  test('answers 412 when the job has changed since, and changes nothing', async () => {
    const read = await etag();
    await edit(AT_NOON, { 'if-match': read });

    const late = await edit(BODY, { 'if-match': read });

    expectProblem(late, 412, 'precondition-failed');
    expect((await job()).generation).toBe(2);
  });

  test('lets one of two edits of the same version through', async () => {
    const read = await etag();

    const answers = await Promise.all([
      edit(AT_NOON, { 'if-match': read }),
      edit(AT_NOON, { 'if-match': read }),
    ]);

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect([409, 412]).toContain(statuses[1]);
    expect((await job()).generation).toBe(2);
  });

  test('leaves a job alone whose definition is the same', async () => {
    const before = await etag();

    const answer = await edit(BODY, { 'if-match': before });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(before);
    expect(answer.json).toMatchObject({ generation: 1 });
  });

  test('keeps the slots when only the policies change', async () => {
    const policies = { overlap: 'allow-all', timeoutSeconds: 60 };

    const { json } = await edit({ ...BODY, policies }, { 'if-match': '*' });

    expect(json).toMatchObject({ policies, nextDueAt: '2026-03-01T06:00:00.000Z' });
  });

  test('may name the job that the path names', async () => {
    expect((await edit({ ...AT_NOON, jobId: ID }, { 'if-match': '*' })).status).toBe(200);
  });

  test('answers 400 when the body names another job', async () => {
    const answer = await edit({ ...AT_NOON, jobId: 'fraud-daily' }, { 'if-match': '*' });

    expectProblem(answer, 400, 'invalid-input');
    expect(faultsOf(answer)).toEqual(["/jobId must be 'churn-daily' as in the path, or left out"]);
    expect((await job()).generation).toBe(1);
  });

  test('lists every fault of the body', async () => {
    const task = { modelId: 'churn', baseline: 'elsewhere/churn.csv' };
    const policies = { overlap: 'hope', retry: { maxAttempts: 0 }, priority: 1 };
    const recurrences = [{ type: 'cron', expression: '61 6 * * *', timeZone: 'Mars/Olympus' }];

    const answer = await edit({ kind: 'stability', task, policies, recurrences }, { 'if-match': '*' });

    expectProblem(answer, 400, 'invalid-input');
    expect(
      problemBody
        .parse(answer.json)
        .errors?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual([
      '/policies/overlap',
      '/policies/priority',
      '/policies/retry/maxAttempts',
      '/recurrences/0/expression',
      '/recurrences/0/timeZone',
      '/task/baseline',
      '/task/current',
      '/valueStream',
    ]);
  });

  test('lists what only the stores can tell as well: a missing baseline and a missing calendar', async () => {
    const exclusions = [{ type: 'calendar', name: 'bank' }];
    const task = { ...BODY.task, baseline: 'baselines/nothing.csv' };

    const answer = await edit(
      { ...BODY, task, recurrences: [{ ...BODY.recurrences[0], exclusions }] },
      { 'if-match': '*' },
    );

    expectProblem(answer, 400, 'invalid-input');
    expect(
      problemBody
        .parse(answer.json)
        .errors?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(['/recurrences/0/exclusions/0/name', '/task/baseline']);
    expect((await job()).generation).toBe(1);
  });

  test('answers 412 when a version is expected of a job that is not there, and makes none', async () => {
    expectProblem(await edit(AT_NOON, { 'if-match': '*' }, 'fraud-daily'), 412, 'precondition-failed');
    expect(await world.jobs.get(jobIdFrom('fraud-daily'))).toBeUndefined();
  });

  test('answers 412 when a version is expected of a deleted job', async () => {
    await app.call('deleteJob', { params: { jobId: ID } });

    expectProblem(await edit(AT_NOON, { 'if-match': '*' }), 412, 'precondition-failed');
  });

  test('says what has changed since the version that was expected', async () => {
    const read = await etag();
    await edit({ ...AT_NOON, description: 'At noon.' }, { 'if-match': read });

    const late = await edit(BODY, { 'if-match': read });

    expect(problemBody.parse(late.json).changed).toEqual([
      { pointer: '/recurrences/0/expression', before: '0 6 * * *', after: '0 12 * * *' },
      { pointer: '/description', after: 'At noon.' },
    ]);
  });

  test('says that nothing of the definition has changed when only slots were dispatched since', async () => {
    const read = await etag();
    await become({ updatedAt: world.clock.now() + 1 });

    expect(problemBody.parse((await edit(AT_NOON, { 'if-match': read })).json).changed).toEqual([]);
  });

  test('tells of no change since a version that never was', async () => {
    const answer = await edit(AT_NOON, { 'if-match': '"7-v9"' });

    expectProblem(answer, 412, 'precondition-failed');
    expect(answer.json).not.toHaveProperty('changed');
  });

  test.each(['"v1"', 'W/"1-v1"', '"0-v1"', 'v1', ''])('matches no version with %j', async (header) => {
    expectProblem(await edit(AT_NOON, { 'if-match': header }), 412, 'precondition-failed');
    expect((await job()).generation).toBe(1);
  });

  test('answers 400 for what is no job id', async () => {
    const answer = await edit(AT_NOON, { 'if-match': '*' }, 'no id');

    expectProblem(answer, 400, 'invalid-input');
    expect(problemBody.parse(answer.json).errors?.map(({ pointer }) => pointer)).toEqual(['/jobId']);
  });
});

describe('POST /api/jobs/{jobId}/pause', () => {
  test('answers 200 with who paused it, why and until when', async () => {
    const answer = await change('pauseJob', {
      ...{ ...WHY, runMissed: 'latest' },
      resumeAt: '2026-03-02T01:00:00+01:00',
    });

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      state: 'paused',
      pause: {
        ...{ ...WHY, runMissed: 'latest' },
        pausedAt: '2026-03-01T00:00:00.000Z',
        resumeAt: '2026-03-02T00:00:00.000Z',
      },
      upcoming: [],
    });
  });

  test('lasts until someone resumes it, and brings nothing back, when nothing is said', async () => {
    const { json } = await change('pauseJob', WHY);

    expect(json).toMatchObject({ pause: { runMissed: 'none' } });
    expect(json).not.toHaveProperty('pause.resumeAt');
  });

  test('answers 200 for a paused job and leaves its pause as it is', async () => {
    await change('pauseJob', WHY);

    const again = await change('pauseJob', { author: 'bob', reason: 'Me too.' });

    expect(again.status).toBe(200);
    expect(again.json).toMatchObject({ pause: WHY });
  });

  test.each(['completed', 'quarantined'] as const)('answers 409 for a %s job', async (state) => {
    await become({ state });

    const answer = await change('pauseJob', WHY);

    expectProblem(answer, 409, 'conflict');
    expect(problemBody.parse(answer.json).detail).toBe(
      `Job 'churn-daily' is ${state}. Only an active job can be paused.`,
    );
    expect((await job()).state).toBe(state);
  });

  test('lists every fault', async () => {
    const answer = await change('pauseJob', { author: '', resumeAt: 'soon', runMissed: 'some', by: 'x' });

    expectProblem(answer, 400, 'invalid-input');
    expect(faultsOf(answer).sort()).toEqual([
      '/author must not be empty',
      '/by is not a known field',
      '/reason is missing',
      '/resumeAt must be an ISO 8601 instant with an offset or Z',
      '/runMissed must be one of none, latest, all',
    ]);
  });

  test('answers 404 for a job that is not there or is deleted', async () => {
    expectProblem(await change('pauseJob', WHY, 'fraud-daily'), 404, 'not-found');
    await app.call('deleteJob', { params: { jobId: ID } });
    expectProblem(await change('pauseJob', WHY), 404, 'not-found');
  });
});

describe('POST /api/jobs/{jobId}/resume', () => {
  test('answers 200 with the active job and its next slot', async () => {
    await change('pauseJob', WHY);

    const answer = await change('resumeJob', { runMissed: 'none' });

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ state: 'active', nextDueAt: '2026-03-01T06:00:00.000Z' });
    expect(answer.json).not.toHaveProperty('pause');
  });

  test('runs the missed slots that it is asked for', async () => {
    await change('pauseJob', WHY);
    world.clock.moveTo('2026-03-04T00:00:00Z');

    await change('resumeJob', { runMissed: 'all' });

    expect(runsOf(world).map(({ runId, late }) => `${runId} ${late ?? 'on time'}`)).toEqual([
      'churn-daily.20260301T060000Z job-paused',
      'churn-daily.20260302T060000Z job-paused',
      'churn-daily.20260303T060000Z job-paused',
    ]);
  });

  test('lets a quarantined job try again', async () => {
    await become({ state: 'quarantined', quarantine: { at: world.clock.now(), error: 'No such calendar.' } });

    const answer = await change('resumeJob', { runMissed: 'none' });

    expect(answer.json).toMatchObject({ state: 'active' });
  });

  test('answers 200 for a job that is active already and leaves it as it is', async () => {
    const before = await version();

    const answer = await change('resumeJob', { runMissed: 'all' });

    expect(answer.status).toBe(200);
    expect(await version()).toBe(before);
  });

  test('answers 409 for a completed job', async () => {
    await become({ state: 'completed' });

    const answer = await change('resumeJob', { runMissed: 'all' });

    expectProblem(answer, 409, 'conflict');
    expect(problemBody.parse(answer.json).detail).toBe(
      "Job 'churn-daily' is completed. Only a paused or quarantined job can be resumed.",
    );
  });

  test('has to be told what becomes of the missed slots', async () => {
    await change('pauseJob', WHY);

    const answer = await change('resumeJob', {});

    expectProblem(answer, 400, 'invalid-input');
    expect(faultsOf(answer)).toEqual(['/runMissed must be one of none, latest, all']);
    expect((await job()).state).toBe('paused');
  });

  test('answers 404 for a job that is not there', async () => {
    expectProblem(await change('resumeJob', { runMissed: 'none' }, 'fraud-daily'), 404, 'not-found');
  });
});
