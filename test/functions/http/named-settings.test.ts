import { beforeEach, describe, expect, test } from 'vitest';
import { jobIdFrom } from '../../support/example-job.ts';
import { exampleModel } from '../../support/example-model.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const BASE = { valueStream: 'retention', recurrences: [] };
const FAULT = [
  '/task/connection',
  "There is no connection 'science' to Databricks: set the app settings DATABRICKS__science__host and its sign-in.",
];

const DATABRICKS = {
  ...{ ...BASE, jobId: 'train', kind: 'databricks' },
  task: {
    ...{ purpose: 'model-training', modelId: 'churn', connection: 'science' },
    work: { type: 'job', jobId: '4711' },
  },
};
const CALLBACK = {
  ...{ ...BASE, jobId: 'call', kind: 'webhook' },
  task: { url: 'https://hooks.example.com/', completion: 'callback' },
};
const BATCH = {
  ...{ ...BASE, jobId: 'pack', kind: 'batch' },
  task: {
    jobs: [{ name: 'a', image: 'busybox', cpu: '100m', memory: '64Mi' }],
    source: { url: 'https://git.example.com/a.git', ref: 'main' },
  },
};

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.settings['DATABRICKS__science__host'] = 'https://adb-2.azuredatabricks.net';
  world.settings['DATABRICKS__science__tokenSecret'] = 'token';
  app = registerIn(world);
});

function removeConnection(): void {
  delete world.settings['DATABRICKS__science__host'];
  delete world.settings['DATABRICKS__science__tokenSecret'];
}

function schedule(body: object): Promise<Answer> {
  return app.call('scheduleJob', { headers: JSON_TYPE, body: JSON.stringify(body) });
}

function edit({ jobId, ...body }: typeof DATABRICKS | (typeof DATABRICKS & { description: string })) {
  const headers = { ...JSON_TYPE, 'if-match': '*' };
  return app.call('editJob', { params: { jobId }, headers, body: JSON.stringify({ jobId, ...body }) });
}

function faultsOf(answer: Answer): readonly (readonly string[])[] {
  expect(answer.status).toBe(400);
  return (problemBody.parse(answer.json).errors ?? []).map(({ pointer, detail }) => [pointer, detail]);
}

describe('a job that names a setting that there is not', () => {
  test('of Databricks is refused when it is scheduled', async () => {
    removeConnection();

    expect(faultsOf(await schedule(DATABRICKS))).toEqual([FAULT]);
    expect(await world.jobs.get(jobIdFrom('train'))).toBeUndefined();
  });

  test('of Databricks is refused where the connection is not for its value stream', async () => {
    world.settings['DATABRICKS__science__valueStreams'] = 'lending, travel';

    expect(faultsOf(await schedule(DATABRICKS))).toEqual([
      ['/task/connection', expect.stringContaining("is not for jobs of the value stream 'retention'")],
    ]);
  });

  test('a callback is refused where nobody knows where it is to go', async () => {
    delete world.settings['WEBHOOK__callbackBaseUrl'];

    expect(faultsOf(await schedule(CALLBACK))).toEqual([
      ['/task/completion', expect.stringContaining('set WEBHOOK__callbackBaseUrl')],
    ]);
    const { completion: _callback, ...task } = CALLBACK.task;
    expect((await schedule({ ...CALLBACK, task })).status).toBe(201);
  });

  test('a batch is refused where there is no cluster, and no volume for its source', async () => {
    delete world.settings['BATCH__kubeconfig'];
    delete world.settings['BATCH__sourceClaim'];

    expect(faultsOf(await schedule(BATCH))).toEqual([
      ['/task', expect.stringContaining('set BATCH__kubeconfig')],
      ['/task/source', expect.stringContaining('set BATCH__sourceClaim')],
    ]);
  });

  test.each([true, false])('is refused among many, with a dry run: %s', async (isDryRun) => {
    removeConnection();
    const body = JSON.stringify({ jobs: [DATABRICKS, { ...CALLBACK, jobId: 'b' }] });
    const query = `dryRun=${isDryRun}`;

    const answer = await app.call('bulkJobs', { query, headers: JSON_TYPE, body });

    const errors = [{ pointer: FAULT[0], detail: FAULT[1] }];
    expect(answer.json).toMatchObject({ rows: [{ outcome: 'failed', errors }, { outcome: 'created' }] });
  });
});

describe('a job whose connection was removed', () => {
  beforeEach(async () => {
    expect((await schedule(DATABRICKS)).status).toBe(201);
    removeConnection();
  });

  test('is read and listed', async () => {
    const read = await app.call('readJob', { params: { jobId: 'train' } });

    expect(read.json).toMatchObject({ task: { connection: 'science' } });
  });

  test('is edited, also as one of many, as long as the connection stays', async () => {
    expect((await edit({ ...DATABRICKS, description: 'Nightly.' })).status).toBe(200);
    const body = JSON.stringify({ jobs: [{ ...DATABRICKS, description: 'Daily.' }] });
    for (const query of ['dryRun=true', 'dryRun=false']) {
      const answer = await app.call('bulkJobs', { query, headers: JSON_TYPE, body });
      expect(answer.json).toMatchObject({ rows: [{ outcome: 'updated' }] });
    }
  });

  test('is not given another that there is not', async () => {
    const task = { ...DATABRICKS.task, connection: 'elsewhere' };

    expect(faultsOf(await edit({ ...DATABRICKS, task }))).toEqual([
      ['/task/connection', expect.stringContaining("'elsewhere'")],
    ]);
  });
});

describe('a fleet of jobs that name a connection', () => {
  const { jobId: _own, valueStream, ...template } = DATABRICKS;
  const fleet = { valueStream, template: { ...template, task: { ...template.task, modelId: '{modelId}' } } };

  function save(operation: string, body: object, headers: object = {}): Promise<Answer> {
    return app.call(operation, {
      ...{ params: { fleetId: 'training' }, body: JSON.stringify(body) },
      headers: { ...JSON_TYPE, ...headers },
    });
  }

  beforeEach(async () => {
    await world.models.create(exampleModel({ modelId: 'churn' }));
  });

  test('is refused without it, and so is its preview', async () => {
    removeConnection();
    const faults = [[`/template${FAULT[0] ?? ''}`, FAULT[1]]];

    expect(faultsOf(await save('saveFleet', fleet))).toEqual(faults);
    expect(faultsOf(await save('previewFleet', fleet))).toEqual(faults);
  });

  test('is edited, with its jobs, when it was removed since', async () => {
    expect((await save('saveFleet', fleet)).status).toBe(201);
    removeConnection();

    const edited = { ...fleet, template: { ...fleet.template, description: 'Nightly.' } };
    const saved = await save('saveFleet', edited, { 'if-match': '*' });

    expect(saved.json).toMatchObject({
      progress: { last: { counts: { edited: 1, failed: 0 }, faults: [] } },
    });
  });
});
