import { beforeEach, describe, expect, test } from 'vitest';
import { jobEtag } from '../../../functions/http/job-etag.ts';
import { scoresCsv } from '../../support/example-definition.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const BODY = {
  kind: 'stability',
  valueStream: 'retention',
  task: { modelId: 'churn', baseline: 'baselines/churn.csv', current: 'datasets/churn.csv' },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
};
const ID = jobIdFrom('churn-daily');
const params = { jobId: ID };

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  app = registerIn(world);
});

function put(body: object = BODY, headers: Record<string, string> = {}): Promise<Answer> {
  const type = { 'content-type': 'application/json' };
  return app.call('editJob', { params, headers: { ...type, ...headers }, body: JSON.stringify(body) });
}

function remove(headers: Record<string, string> = {}): Promise<Answer> {
  return app.call('deleteJob', { params, headers });
}

async function etag(): Promise<string> {
  return jobEtag(present(await world.jobs.get(ID)));
}

function typeOf({ json }: Answer): string {
  return problemBody.parse(json).type.replace('urn:evenkeel:problem:', '');
}

describe('PUT /api/jobs/{jobId} where there is no job', () => {
  test('answers 201 with the new job, where it is, and its version', async () => {
    const answer = await put();

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/jobs/churn-daily');
    expect(answer.headers.get('etag')).toBe(await etag());
    expect(answer.json).toMatchObject({ jobId: 'churn-daily', generation: 1, state: 'active' });
  });

  test('keeps a description and tags, in order and each once, and leaves out empty ones', async () => {
    const labelled = await put({ ...BODY, description: 'All regions.', tags: ['team:risk', 'gold', 'gold'] });
    expect(labelled.json).toMatchObject({ description: 'All regions.', tags: ['gold', 'team:risk'] });

    const plain = await put({ ...BODY, description: '', tags: [] }, { 'if-match': await etag() });

    expect(plain.json).toMatchObject({ generation: 2 });
    expect(plain.json).not.toHaveProperty('description');
    expect(plain.json).not.toHaveProperty('tags');
  });

  test('lists the faults of a description and of tags', async () => {
    const answer = await put({ ...BODY, description: 'x'.repeat(501), tags: ['ok', '-no', 'a,b'] });

    expect(problemBody.parse(answer.json).errors?.map(({ pointer }) => pointer)).toEqual([
      ...['/description', '/tags/1', '/tags/2'],
    ]);
  });

  test('brings a deleted job back as a further generation', async () => {
    await put();
    await remove();

    const answer = await put();

    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ generation: 2 });
  });

  test.each([{}, { 'if-none-match': '*' }])(
    'creates one of several that ask at once, with %j',
    async (how) => {
      const answers = await Promise.all(
        ['one', 'two', 'one', 'three'].map((description) => put({ ...BODY, description }, how)),
      );

      const refusal = 'if-none-match' in how ? 412 : 428;
      expect(answers.map(({ status }) => status).sort()).toEqual([201, refusal, refusal, refusal]);
    },
  );

  test('creates nothing when the definition has a fault', async () => {
    const answer = await put({ ...BODY, recurrences: [{ type: 'once', at: '2026-02-28T00:00:00Z' }] });

    expect(answer.status).toBe(400);
    expect(await world.jobs.get(ID)).toBeUndefined();
  });
});

describe('PUT /api/jobs/{jobId} with If-None-Match', () => {
  test('answers 412 when there is a job, whatever its definition', async () => {
    await put();

    const answer = await put(BODY, { 'if-none-match': '*' });

    expect([answer.status, typeOf(answer)]).toEqual([412, 'precondition-failed']);
  });

  test('answers 400 to anything but *', async () => {
    expect((await put(BODY, { 'if-none-match': '"1-v1"' })).status).toBe(400);
  });
});

describe('DELETE /api/jobs/{jobId} with If-Match', () => {
  beforeEach(async () => {
    await put();
  });

  test('deletes the version that is expected', async () => {
    expect((await remove({ 'if-match': await etag() })).status).toBe(204);
  });

  test('answers 412 to another version, says what has changed, and deletes nothing', async () => {
    const read = await etag();
    await put({ ...BODY, description: 'Other.' }, { 'if-match': read });

    const answer = await remove({ 'if-match': read });

    expect([answer.status, typeOf(answer)]).toEqual([412, 'precondition-failed']);
    expect(problemBody.parse(answer.json).changed).toMatchObject([{ pointer: '/description' }]);
    expect(present(await world.jobs.get(ID)).value.state).toBe('active');
  });

  test('answers 404 when it is deleted already', async () => {
    const read = await etag();
    await remove({ 'if-match': read });

    expect((await remove({ 'if-match': read })).status).toBe(404);
  });
});
