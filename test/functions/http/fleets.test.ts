import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exampleModel } from '../../support/example-model.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const TEMPLATE = {
  kind: 'report-collection',
  task: { resource: '{modelId}-scores', baseUrl: 'https://reports.example.com' },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
};

const BODY = { valueStream: 'retention', template: TEMPLATE };

const HOW: unknown = expect.stringContaining('PUT /api/fleets/scores/overrides/churn');

const JSON_TYPE = { 'content-type': 'application/json' };

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = registerIn(world);
  for (const modelId of ['churn', 'upsell']) await world.models.create(exampleModel({ modelId }));
});

function call(
  name: string,
  params: Record<string, string>,
  body?: object,
  headers: Record<string, string> = {},
) {
  return app.call(name, {
    params,
    headers: { ...JSON_TYPE, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function put(body: object = BODY, headers: Record<string, string> = {}): Promise<Answer> {
  return call('saveFleet', { fleetId: 'scores' }, body, headers);
}

function faultsOf(answer: Answer): readonly (readonly string[])[] {
  expect(answer.status).toBe(400);
  return (problemBody.parse(answer.json).errors ?? []).map(({ pointer, detail }) => [pointer, detail]);
}

const jobPage = z.object({ items: z.array(z.looseObject({ jobId: z.string() })) });

async function jobIds(): Promise<readonly string[]> {
  const { json } = await call('listFleetJobs', { fleetId: 'scores' });
  return jobPage.parse(json).items.map(({ jobId }) => jobId);
}

describe('PUT /api/fleets/{fleetId}', () => {
  test('answers with the fleet, whose jobs are there', async () => {
    const made = await put();

    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe('/api/fleets/scores');
    expect(made.json).toMatchObject({
      ...{ fleetId: 'scores', generation: 1, state: 'active', overrides: {}, whenUnmatched: 'delete' },
      progress: { isUpToDate: true, last: { counts: { models: 2, created: 2, failed: 0 }, faults: [] } },
    });
    expect(await jobIds()).toEqual(['scores--churn', 'scores--upsell']);
  });

  test('is 200 for the same again, 428 for another without a version, 412 with an old one', async () => {
    const etag = (await put()).headers.get('etag') ?? '';
    const other = { ...BODY, description: 'Scores.' };

    const answers = [await put(), await put(other), await put(other, { 'if-match': etag })];
    const stale = await put({ ...BODY, description: 'Others.' }, { 'if-match': etag });

    expect(answers.map(({ status }) => status)).toEqual([200, 428, 200]);
    expect(stale.status).toBe(412);
    expect(stale.json).toMatchObject({
      changed: [{ pointer: '/generation' }, { pointer: '/description', after: 'Scores.' }],
    });
  });

  test('tells every fault of the template and of each override where it was written', async () => {
    const faulty = {
      ...{ ...BODY, template: { ...TEMPLATE, task: { resource: '{modelId}' } } },
      overrides: { churn: { policies: { timeoutSeconds: 0 } }, upsell: { tags: 1 } },
    };

    const pointers = faultsOf(await put(faulty)).map(([pointer]) => pointer);

    expect(pointers).toEqual(
      expect.arrayContaining([
        '/template/task/baseUrl',
        ...['/overrides/churn/policies/timeoutSeconds', '/overrides/upsell/tags'],
      ]),
    );
    expect(await world.fleets.get('scores')).toBeUndefined();
  });

  test('says neither ids nor value streams of its jobs, and one kind for all', async () => {
    const faulty = {
      ...BODY,
      template: { ...TEMPLATE, jobId: 'x' },
      overrides: { churn: { kind: 'stability' } },
    };

    expect(faultsOf(await put(faulty)).map(([pointer]) => pointer)).toEqual([
      '/template/jobId',
      '/overrides/churn/kind',
    ]);
  });

  test('keeps its value stream and the kind of its jobs', async () => {
    await put();
    const headers = { 'if-match': '*' };
    const stability = {
      ...TEMPLATE,
      kind: 'stability',
      task: { modelId: 'm', baseline: 'b/x', current: 'd/x' },
    };

    expect(faultsOf(await put({ ...BODY, valueStream: 'growth' }, headers))[0]?.[0]).toBe('/valueStream');
    expect(faultsOf(await put({ ...BODY, template: stability }, headers))).toEqual([
      ['/template/kind', 'must stay "report-collection": make another fleet for another kind'],
    ]);
  });

  test('takes no id that could not be told from another fleet’s job', async () => {
    expect((await call('saveFleet', { fleetId: 'a--b' }, BODY)).status).toBe(400);
    expect(faultsOf(await put({ ...BODY, fleetId: 'other' }))).toEqual([
      ['/fleetId', "must be 'scores' as in the path, or left out"],
    ]);
  });

  test('is in the audit log', async () => {
    await put();

    const { json } = await app.call('listAuditLog', { query: 'subject=fleet:scores' });
    expect(json).toMatchObject({ items: [{ action: 'create', outcome: 'done' }, { outcome: 'asked' }] });
  });
});

describe('a job of a fleet', () => {
  const job = { jobId: 'scores--churn' };

  test('says of which fleet it is, and what is its own', async () => {
    await put({ ...BODY, overrides: { churn: { policies: { timeoutSeconds: 60 } } } });

    expect((await call('readJob', job)).json).toMatchObject({
      fleet: { fleetId: 'scores', modelId: 'churn', generation: 1, overridden: ['/policies/timeoutSeconds'] },
    });
    expect((await call('readJob', job)).json).not.toHaveProperty('fleet.wanted');
  });

  test('is edited, patched, deleted, restored and upserted by nobody but the fleet, which the answer says how', async () => {
    await put();
    const any = { 'if-match': '*' };
    const definition = { ...TEMPLATE, valueStream: 'retention', task: { ...TEMPLATE.task, resource: 'x' } };

    const answers = [
      await call('editJob', job, definition, any),
      await call('patchJob', job, { description: 'Mine.' }, any),
      await call('deleteJob', job, undefined, any),
      await call('restoreJob', job, { generation: 1, reason: 'Back.' }, any),
    ];
    const bulk = await call('bulkJobs', {}, { jobs: [{ ...definition, ...job }] });

    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect(answers[1]?.json).toMatchObject({
      detail: HOW,
    });
    expect(bulk.json).toMatchObject({ rows: [{ outcome: 'failed', status: 409 }] });
    expect((await call('readJob', job)).json).toMatchObject({ generation: 1 });
  });

  test('is paused, resumed and run as any other', async () => {
    await put();

    const answers = [
      await call('pauseJob', job, { reason: 'Not now.' }),
      await call('resumeJob', job, { runMissed: 'none' }),
      await call('triggerRun', job, { reason: 'Now.' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 202]);
  });

  test('is anybody’s to edit once the fleet has let go of it', async () => {
    await put({ ...BODY, whenUnmatched: 'keep' });
    await put(
      { ...BODY, whenUnmatched: 'keep', selector: { exceptModelIds: ['churn'] } },
      { 'if-match': '*' },
    );

    const patched = await call('patchJob', job, { description: 'Mine.' }, { 'if-match': '*' });

    expect(patched.json).toMatchObject({ description: 'Mine.', fleet: { isKept: true } });
  });
});

describe('an override', () => {
  const one = { fleetId: 'scores', modelId: 'churn' };

  test('is given to one model and taken away again, beside whatever else changes', async () => {
    await put();

    const given = await call('saveFleetOverride', one, { policies: { timeoutSeconds: 60 } });
    const job = await call('readJob', { jobId: 'scores--churn' });
    const taken = await call('deleteFleetOverride', one);

    expect(given.json).toMatchObject({
      generation: 2,
      overrides: { churn: { policies: { timeoutSeconds: 60 } } },
    });
    expect(job.json).toMatchObject({ policies: { timeoutSeconds: 60 } });
    expect(taken.json).toMatchObject({ generation: 3, overrides: {} });
    expect((await call('readJob', { jobId: 'scores--churn' })).json).toMatchObject({
      policies: { timeoutSeconds: 600 },
    });
  });

  test('is refused with its faults, at an old version, and where there is no fleet', async () => {
    await put();

    expect(faultsOf(await call('saveFleetOverride', one, { policies: { timeoutSeconds: 0 } }))).toEqual([
      ['/overrides/churn/policies/timeoutSeconds', 'must be at least 1'],
    ]);
    expect((await call('saveFleetOverride', one, {}, { 'if-match': '"old"' })).status).toBe(412);
    expect((await call('saveFleetOverride', { ...one, fleetId: 'none' }, {})).status).toBe(404);
  });
});

describe('POST /api/fleets/{fleetId}/preview', () => {
  test('says what would be made, edited, removed and refused, and writes nothing', async () => {
    await put();
    await world.models.create(exampleModel({ modelId: 'win-back', owner: 'bob' }));
    const { writes } = world.memory;
    const body = {
      ...BODY,
      ...{
        selector: { exceptModelIds: ['upsell'] },
        template: { ...TEMPLATE, policies: { timeoutSeconds: 60 } },
      },
      overrides: { 'win-back': { task: { headers: { 'x-key': { secret: 'not_there' } } } } },
    };

    const { status, json } = await call('previewFleet', { fleetId: 'scores' }, body);

    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ models: 2, isPartial: false, counts: { create: 0, edit: 1, remove: 1, fail: 1, unchanged: 0 } },
      jobs: [
        {
          ...{ modelId: 'churn', jobId: 'scores--churn', outcome: 'edit' },
          differences: [{ pointer: '/policies/timeoutSeconds', before: 600, after: 60 }],
        },
        { modelId: 'upsell', outcome: 'remove' },
        { modelId: 'win-back', outcome: 'fail', errors: [{ pointer: '/task/headers/x-key/secret' }] },
      ],
    });
    expect(world.memory.writes).toBe(writes);
  });

  test('is of a fleet that is not there yet as well', async () => {
    const { json } = await call('previewFleet', { fleetId: 'new' }, BODY);

    expect(json).toMatchObject({ models: 2, counts: { create: 2 } });
  });
});

describe('what is asked for the whole fleet', () => {
  const fleet = { fleetId: 'scores' };

  test('is done to each job, once for a key', async () => {
    await put();
    const key = { 'idempotency-key': 'late' };

    const first = await call('triggerFleet', fleet, { reason: 'Late.' }, key);
    const again = await call('triggerFleet', fleet, { reason: 'Late.' }, key);

    expect(first.status).toBe(202);
    expect(first.json).toMatchObject({ action: 'trigger', counts: { jobs: 2, changed: 2, failed: 0 } });
    expect(again.json).toEqual(first.json);
    expect(world.memory.runs.all()).toHaveLength(2);
  });

  test('pauses until a time, and resumes', async () => {
    await put();

    const paused = await call('pauseFleet', fleet, { reason: 'Rebuilt.', resumeAt: '2026-03-02T00:00:00Z' });
    const job = await call('readJob', { jobId: 'scores--churn' });
    const resumed = await call('resumeFleet', fleet, { runMissed: 'none' });

    expect(paused.json).toMatchObject({ action: 'pause', counts: { changed: 2 } });
    expect(job.json).toMatchObject({ state: 'paused', pause: { resumeAt: '2026-03-02T00:00:00.000Z' } });
    expect(resumed.json).toMatchObject({ action: 'resume', counts: { changed: 2 } });
    expect((await call('pauseFleet', { fleetId: 'none' }, { reason: 'x' })).status).toBe(404);
  });
});

describe('DELETE /api/fleets/{fleetId}', () => {
  test('is 204 when all is done, and 404 then', async () => {
    await put();

    const answer = await call('deleteFleet', { fleetId: 'scores' });

    expect(answer.status).toBe(204);
    expect((await call('readFleet', { fleetId: 'scores' })).status).toBe(404);
    expect((await call('readJob', { jobId: 'scores--churn' })).status).toBe(404);
  });
});

describe('lists', () => {
  test('tell of each fleet how far it is, without the faults of its models', async () => {
    await put();
    await put({ ...BODY, overrides: { churn: { description: 'Ours.' } } }, { 'if-match': '*' });

    const { json } = await call('listFleets', {});

    expect(json).toMatchObject({
      items: [
        {
          ...{ fleetId: 'scores', overrideCount: 1 },
          progress: { isUpToDate: true, last: { generation: 2, counts: { models: 2, edited: 1 } } },
        },
      ],
    });
    expect(JSON.stringify(json)).not.toContain('faults');
  });

  test('have of a fleet the jobs with a text', async () => {
    await put();

    const found = await app.call('listFleetJobs', { params: { fleetId: 'scores' }, query: 'text=UPS' });

    expect(jobPage.parse(found.json).items.map(({ jobId }) => jobId)).toEqual(['scores--upsell']);
  });
});

describe('/api/templates/{valueStream}', () => {
  const stream = { valueStream: 'retention' };
  const defaults = { tags: ['gold'], policies: { timeoutSeconds: 99 } };

  test('is what a fleet of the stream starts from', async () => {
    const saved = await call('saveTemplate', stream, { defaults });
    await put();

    expect(saved.status).toBe(201);
    expect((await call('readJob', { jobId: 'scores--churn' })).json).toMatchObject(defaults);
    expect((await call('readTemplate', stream)).json).toMatchObject({ ...stream, generation: 1, defaults });
  });

  test('is listed with those of the other value streams', async () => {
    await call('saveTemplate', stream, { defaults });
    await call('saveTemplate', { valueStream: 'growth' }, { defaults: {} });

    expect((await call('listTemplates', {})).json).toMatchObject({
      items: [{ valueStream: 'growth' }, { ...stream, defaults }],
    });
  });

  test('makes its fleets not up to date when it changes, until they have followed', async () => {
    await put();
    await call('saveTemplate', stream, { defaults });

    expect((await call('readFleet', { fleetId: 'scores' })).json).toMatchObject({
      progress: { isUpToDate: false },
    });
    await app.tick('tendFleets');

    expect((await call('readFleet', { fleetId: 'scores' })).json).toMatchObject({
      progress: { isUpToDate: true },
    });
    expect((await call('readJob', { jobId: 'scores--churn' })).json).toMatchObject(defaults);
  });

  test('is what a job starts from that is scheduled so', async () => {
    await call('saveTemplate', stream, { defaults: { ...defaults, recurrences: TEMPLATE.recurrences } });
    const body = {
      jobId: 'one',
      kind: 'report-collection',
      task: { resource: 'x', baseUrl: 'https://example.com' },
    };

    const made = await call('scheduleFromTemplate', stream, { ...body, policies: { overlap: 'allow-all' } });

    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      policies: { timeoutSeconds: 99, overlap: 'allow-all' },
      tags: ['gold'],
    });
    expect(faultsOf(await call('scheduleFromTemplate', stream, { ...body, valueStream: 'growth' }))).toEqual([
      ['/valueStream', 'must be "retention" as in the path, or left out'],
    ]);
  });

  test('is replaced and deleted at its version', async () => {
    const { headers } = await call('saveTemplate', stream, { defaults });
    const other = { defaults: { tags: ['silver'] } };
    const match = { 'if-match': headers.get('etag') ?? '' };

    const answers = [
      await call('saveTemplate', stream, { defaults }),
      await call('saveTemplate', stream, other),
      await call('saveTemplate', stream, other, match),
      await call('saveTemplate', stream, { defaults: {} }, match),
      await call('deleteTemplate', stream, undefined, match),
      await call('deleteTemplate', stream),
      await call('readTemplate', stream),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 428, 200, 412, 412, 204, 404]);
    expect(faultsOf(await call('saveTemplate', stream, { defaults: { jobId: 'x' } }))[0]?.[0]).toBe(
      '/defaults/jobId',
    );
  });
});

describe('a model that is saved', () => {
  test('has its job with the answer', async () => {
    await put();

    await call('saveModel', { modelId: 'win-back' }, { valueStream: 'retention' });
    const there = await jobIds();
    await call('deleteModel', { modelId: 'win-back' });

    expect(there).toContain('scores--win-back');
    expect(await jobIds()).not.toContain('scores--win-back');
  });
});
