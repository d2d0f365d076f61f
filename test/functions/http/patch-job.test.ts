import { beforeEach, describe, expect, test } from 'vitest';
import { jobEtag } from '../../../functions/http/job-etag.ts';
import type { StabilityJob } from '../../../shared/domain/job/job.ts';
import { scoresCsv } from '../../support/example-definition.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const BODY = {
  jobId: 'churn-daily',
  kind: 'stability',
  valueStream: 'retention',
  description: 'Churn.',
  tags: ['gold'],
  task: {
    modelId: 'churn',
    baseline: 'baselines/churn.csv',
    current: 'datasets/churn.csv',
    scoreColumn: 'score',
    thresholds: { moderate: 0.2, significant: 0.3 },
  },
  policies: { timeoutSeconds: 60, pauseAfterFailures: 3 },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
};
const ID = jobIdFrom('churn-daily');

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  world.blobs.put('baselines/other.csv', scoresCsv({ no: 5, yes: 35 }));
  app = registerIn(world);
  const headers = { 'content-type': 'application/json' };
  await app.call('scheduleJob', { headers, body: JSON.stringify(BODY) });
});

function patch(body: unknown, headers: Record<string, string> = { 'if-match': '*' }): Promise<Answer> {
  const type = { 'content-type': 'application/merge-patch+json' };
  return app.call('patchJob', {
    ...{ params: { jobId: ID }, headers: { ...type, ...headers } },
    body: JSON.stringify(body),
  });
}

async function job(): Promise<StabilityJob> {
  const { value } = present(await world.jobs.get(ID));
  if (value.kind !== 'stability') throw new Error('The job is of another kind.');
  return value;
}

async function etag(): Promise<string> {
  return jobEtag(present(await world.jobs.get(ID)));
}

function faultsOf({ json }: Answer): string[] {
  return (problemBody.parse(json).errors ?? []).map(({ pointer }) => pointer);
}

describe('PATCH /api/jobs/{jobId}', () => {
  test('changes what it names and leaves the rest', async () => {
    const before = await job();

    const answer = await patch({ policies: { timeoutSeconds: 90 } });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(await etag());
    expect(await job()).toEqual({
      ...before,
      ...{ generation: 2, policies: { ...before.policies, timeoutSeconds: 90 } },
    });
  });

  test('takes away what is null', async () => {
    await patch({ description: null, tags: null, policies: { pauseAfterFailures: null } });

    const { description, tags, policies } = await job();
    expect([description, tags, policies.pauseAfterFailures]).toEqual([undefined, undefined, undefined]);
  });

  test('replaces lists', async () => {
    await patch({ tags: ['silver'], recurrences: [{ type: 'interval', everySeconds: 3600 }] });

    expect(await job()).toMatchObject({ tags: ['silver'], recurrences: [{ type: 'interval' }] });
  });

  test.each([{}, { tags: ['gold'] }, { policies: { timeoutSeconds: 60 } }, { jobId: 'churn-daily' }])(
    'makes no new generation of %j, which changes nothing',
    async (body) => {
      expect((await patch(body)).status).toBe(200);
      expect((await job()).generation).toBe(1);
    },
  );

  test('is kept in the history with who and why', async () => {
    await patch({ tags: ['silver'] }, { 'if-match': '*', 'change-reason': 'It is less.' });

    const { json } = await app.call('listJobHistory', { params: { jobId: ID } });
    expect(json).toMatchObject({
      items: { 0: { action: 'edited', reason: 'It is less.', differences: [{ pointer: '/tags/0' }] } },
    });
  });

  test('keeps the frozen baseline when its file holds something else by now', async () => {
    const before = await job();
    world.blobs.put('baselines/churn.csv', scoresCsv({ no: 1, yes: 39 }));

    await patch({ task: { thresholds: { moderate: 0.15 } } });

    const { task } = await job();
    expect(task.criteria).toMatchObject({ moderate: 0.15, significant: 0.3 });
    expect([task.baselineId, task.baseline]).toEqual([before.task.baselineId, before.task.baseline]);
  });

  test('freezes another baseline that it names', async () => {
    const before = await job();

    await patch({ task: { baseline: 'baselines/other.csv' } });

    const { task } = await job();
    expect(task.baselineId).not.toBe(before.task.baselineId);
    expect(task.baseline).toMatchObject({ path: 'baselines/other.csv' });
  });

  test('freezes the same file with other bins', async () => {
    const before = await job();

    const binning = { method: 'top-levels', count: 2 };
    await patch({ task: { bins: { columns: { score: { binning } } } } });

    const { task } = await job();
    expect(task.baselineId).not.toBe(before.task.baselineId);
    expect(task.baseline).toEqual(before.task.baseline);
  });

  test('takes a registered baseline in place of the file', async () => {
    const { baselineId } = (await job()).task;

    await patch({ task: { baseline: { baselineId } } });

    const { task } = await job();
    expect([task.baselineId, task.baseline]).toEqual([baselineId, undefined]);
  });

  test('says that another model has no such baseline', async () => {
    expect(faultsOf(await patch({ task: { modelId: 'fraud' } }))).toEqual(['/task/baseline/baselineId']);
  });

  test('lists every fault of what comes of it, and changes nothing', async () => {
    const answer = await patch({
      valueStream: null,
      policies: { overlap: 'hope' },
      priority: 1,
      task: { x: 2 },
    });

    expect(answer.status).toBe(400);
    expect(faultsOf(answer).sort()).toEqual(['/policies/overlap', '/priority', '/task/x', '/valueStream']);
    expect((await job()).generation).toBe(1);
  });

  test.each([
    ['another job', { jobId: 'fraud-daily' }, ['/jobId']],
    ['another kind', { kind: 'report-collection', task: null }, ['/task']],
  ])('refuses %s', async (_what, body, pointers) => {
    expect(faultsOf(await patch(body))).toEqual(pointers);
  });

  test.each([[[]], ['text'], [1], [null]])('refuses %j, which is no object', async (body) => {
    expect((await patch(body)).status).toBe(400);
  });

  test('refuses what goes too deep to be a definition', async () => {
    const deep = `${'{"task":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const headers = { 'if-match': '*', 'content-type': 'application/json' };

    const answer = await app.call('patchJob', { params: { jobId: ID }, headers, body: deep });

    expect(answer.status).toBe(400);
  });

  test('takes no field of the prototype for one of the job', async () => {
    const body = '{"__proto__":{"valueStream":"growth"},"constructor":null}';
    const headers = { 'if-match': '*', 'content-type': 'application/json' };

    await app.call('patchJob', { params: { jobId: ID }, headers, body });

    expect((await job()).valueStream).toBe('retention');
  });

  test('answers 428 without If-Match and 412 to an older version, and changes nothing', async () => {
    const read = await etag();
    await patch({ tags: ['silver'] });

    expect((await patch({ tags: ['iron'] }, {})).status).toBe(428);
    const late = await patch({ tags: ['iron'] }, { 'if-match': read });

    expect(late.status).toBe(412);
    expect(problemBody.parse(late.json).changed).toMatchObject([{ pointer: '/tags/0', after: 'silver' }]);
    expect((await job()).tags).toEqual(['silver']);
  });

  test('answers 404 for a job that is not there, and 415 to another type', async () => {
    expect((await patch({}, { 'if-match': '*', 'content-type': 'text/plain' })).status).toBe(415);
    await app.call('deleteJob', { params: { jobId: ID } });
    expect((await patch({})).status).toBe(404);
  });
});
