import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NO_COUNTS } from '../../../../shared/domain/slot/audit-counts.ts';
import { problemBody, type Answer, type Request } from '../../../support/recording-registry.ts';
import { guardedApp, type GuardedApp } from './guarded-app.ts';

let guarded: GuardedApp;

beforeEach(async () => {
  guarded = await guardedApp();
});

interface Asked extends Omit<Request, 'body'> {
  readonly body?: object;
}

/** Has somebody with these app roles call an operation. */
async function callAs(
  roles: readonly string[],
  name: string,
  { body, headers, ...rest }: Asked = {},
): Promise<Answer> {
  return guarded.app.call(name, {
    ...rest,
    headers: {
      'content-type': 'application/json',
      ...(await guarded.headersOf(...roles)),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const RETENTION = ['retention.Operator'];
const GROWTH = ['growth.Operator'];
const BOTH = [...RETENTION, ...GROWTH];

function reportJob(valueStream: string, others: object = {}) {
  return {
    ...{ kind: 'report-collection', valueStream },
    task: { resource: 'scores-api', baseUrl: 'https://reports.example.com' },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
    ...others,
  };
}

async function schedule(roles: readonly string[], body: object): Promise<number> {
  return (await callAs(roles, 'scheduleJob', { body })).status;
}

function faultsOf({ json }: Answer): unknown {
  return problemBody.parse(json).errors;
}

describe('the id of a deleted job of another value stream', () => {
  const params = { jobId: 'theirs' };

  beforeEach(async () => {
    await schedule(RETENTION, reportJob('retention', { jobId: 'theirs' }));
    await callAs(RETENTION, 'deleteJob', { params });
  });

  test('cannot be had by scheduling: the job’s runs and history would come with it', async () => {
    expect(await schedule(GROWTH, reportJob('growth', { jobId: 'theirs' }))).toBe(409);

    expect((await callAs(GROWTH, 'listJobHistory', { params })).status).toBe(404);
    expect((await callAs(RETENTION, 'listJobHistory', { params })).status).toBe(200);
  });

  test.each(['', 'dryRun=true'])('cannot be had by a row of a bulk request (%s)', async (query) => {
    const body = { jobs: [reportJob('growth', { jobId: 'theirs' })] };

    const { json } = await callAs(GROWTH, 'bulkJobs', { query, body });

    expect(json).toMatchObject({ rows: [{ outcome: 'failed', status: 404 }] });
  });

  test('is given again by who is an operator of both', async () => {
    expect(await schedule(BOTH, reportJob('growth', { jobId: 'theirs' }))).toBe(201);
  });
});

describe('a job after one of another value stream', () => {
  const after = { jobId: 'theirs' };
  const NONE = [{ pointer: '/after/jobId', detail: `there is no job 'theirs'` }];

  beforeEach(async () => {
    await schedule(RETENTION, reportJob('retention', { jobId: 'theirs' }));
  });

  test('is refused in the words of one that is not there, whichever way it is defined', async () => {
    await schedule(GROWTH, reportJob('growth', { jobId: 'ours' }));
    const params = { jobId: 'ours' };
    const ifMatch = { 'if-match': '*' };
    const body = reportJob('growth', { after });

    expect(faultsOf(await callAs(GROWTH, 'scheduleJob', { body }))).toEqual(NONE);
    expect(faultsOf(await callAs(GROWTH, 'editJob', { params: { jobId: 'another' }, body }))).toEqual(NONE);
    expect(faultsOf(await callAs(GROWTH, 'editJob', { params, headers: ifMatch, body }))).toEqual(NONE);
    expect(faultsOf(await callAs(GROWTH, 'patchJob', { params, headers: ifMatch, body: { after } }))).toEqual(
      NONE,
    );
    for (const query of ['', 'dryRun=true']) {
      const rows = { jobs: [reportJob('growth', { after, jobId: 'ours' })] };
      const { json } = await callAs(GROWTH, 'bulkJobs', { query, body: rows });
      expect(json).toMatchObject({ rows: [{ outcome: 'failed', status: 400, errors: NONE }] });
    }
  });

  test('is scheduled by who may see both, and edited by its own operators from then on', async () => {
    const params = { jobId: 'ours' };
    expect(await schedule(BOTH, reportJob('growth', { jobId: 'ours', after }))).toBe(201);

    const body = reportJob('growth', { after, description: 'Scores.' });
    const { status } = await callAs(GROWTH, 'editJob', { params, headers: { 'if-match': '*' }, body });

    expect(status).toBe(200);
  });

  test('measures nothing of its report for who may not see it, though it comes after it already', async () => {
    const task = {
      ...{ modelId: 'churn', baseline: 'baselines/churn.csv', current: '{report}', scoreColumn: 'score' },
    };
    guarded.world.blobs.put('baselines/churn.csv', 'score\n1\n2\n3\n');
    const body = { ...reportJob('growth'), kind: 'stability', task, after, jobId: 'ours' };
    expect(await schedule(BOTH, body)).toBe(201);

    const edited = { ...body, description: 'Scores.' };
    const request = { params: { jobId: 'ours' }, headers: { 'if-match': '*' }, body: edited };

    expect(faultsOf(await callAs(GROWTH, 'editJob', request))).toEqual(NONE);
    expect((await callAs(BOTH, 'editJob', request)).status).toBe(200);
  });

  test('does not name the jobs of other value streams in a circle', async () => {
    await schedule(GROWTH, reportJob('growth', { jobId: 'first' }));
    const second = { params: { jobId: 'theirs' }, headers: { 'if-match': '*' } };
    await callAs(BOTH, 'patchJob', { ...second, body: { after: { jobId: 'first' } } });
    await schedule(BOTH, reportJob('growth', { jobId: 'third', after }));

    const closing = { params: { jobId: 'first' }, headers: { 'if-match': '*' } };
    const answer = await callAs(GROWTH, 'patchJob', { ...closing, body: { after: { jobId: 'third' } } });

    expect(answer.text).toContain('first after third after another job after first');
    expect(answer.text).not.toContain('theirs');
  });
});

describe('what a job did before it changed its value stream', () => {
  const params = { jobId: 'moved' };
  let runId: string;

  beforeEach(async () => {
    await schedule(RETENTION, reportJob('retention', { jobId: 'moved', description: 'Of retention.' }));
    const body = { reason: 'Retention wants it.' };
    const triggered = await callAs(RETENTION, 'triggerRun', { params, body });
    runId = (triggered.headers.get('location') ?? '').slice('/api/runs/'.length);
    const moved = reportJob('growth', { description: 'Of growth.' });
    await callAs(BOTH, 'editJob', { params, headers: { 'if-match': '*' }, body: moved });
    await callAs(GROWTH, 'triggerRun', { params, body: { reason: 'Growth wants it.' } });
  });

  test.each<[string, Asked]>([
    ['listRuns', { params }],
    ['listJobHistory', { params }],
    ['graphql', { body: { query: '{ job(jobId: "moved") { runs { items { requested { reason } } } } }' } }],
    ['graphql', { body: { query: '{ job(jobId: "moved") { history { items { reason } } } }' } }],
  ])('stays in that one, as %s tells', async (name, asked) => {
    const [growth, both] = [await callAs(GROWTH, name, asked), await callAs(BOTH, name, asked)];

    expect(growth.text).toContain('Growth wants it.');
    expect(growth.text).not.toMatch(/retention/i);
    expect(both.text).toContain('Retention wants it.');
  });

  test('is no definition to read, to go back to or to be told the differences of', async () => {
    const first = { jobId: 'moved', generation: '1' };
    const headers = { 'if-match': '"1-old"' };
    const restore = { params, headers, body: { generation: 1, reason: 'Back.' } };

    expect((await callAs(GROWTH, 'readJobDefinition', { params: first })).status).toBe(404);
    expect((await callAs(GROWTH, 'restoreJob', restore)).status).toBe(404);
    const overtaken = await callAs(GROWTH, 'patchJob', { params, headers, body: { tags: [] } });
    expect(overtaken.status).toBe(412);
    expect(overtaken.text).not.toMatch(/retention/i);
    expect((await callAs(BOTH, 'readJobDefinition', { params: first })).status).toBe(200);
  });

  test('is no run to retry with the job', async () => {
    await callAs(RETENTION, 'cancelRun', { params: { runId }, body: { reason: 'Not now.' } });
    const retry = { params, body: { runId, reason: 'Again.' } };

    expect((await callAs(GROWTH, 'retryJob', retry)).status).toBe(404);
    expect((await callAs(BOTH, 'retryJob', retry)).status).toBe(202);
  });
});

describe('an Idempotency-Key of somebody else', () => {
  test('means another run: theirs is not given in place of one’s own', async () => {
    await schedule(BOTH, reportJob('growth', { jobId: 'shared' }));
    const { key } = z
      .object({ key: z.string() })
      .loose()
      .parse(
        (
          await callAs(['growth.Admin'], 'createKey', {
            body: {
              ...{ name: 'pipeline', expiresAt: '2026-06-01T00:00:00Z' },
              grants: [{ role: 'operator', valueStream: 'growth' }],
            },
          })
        ).json,
      );
    const asked = {
      params: { jobId: 'shared' },
      headers: { 'idempotency-key': 'today' },
      body: { reason: 'It is time.' },
    };

    const mine = await callAs(GROWTH, 'triggerRun', asked);
    const theirs = await guarded.app.call('triggerRun', {
      ...{ params: asked.params, body: JSON.stringify(asked.body) },
      headers: { ...asked.headers, 'content-type': 'application/json', 'x-api-key': key },
    });

    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(theirs.headers.get('location')).not.toBe(mine.headers.get('location'));
    expect((await callAs(GROWTH, 'triggerRun', asked)).status).toBe(200);
  });
});

test('how far the audit has come is told by a job’s name to nobody who may not see every job', async () => {
  await guarded.world.progress.save(
    { present: { startedAt: 0, updatedAt: 0, position: 'theirs', counts: NO_COUNTS } },
    { ifVersion: undefined },
  );

  const [own, every] = [await callAs(GROWTH, 'readAudit'), await callAs(['Evenkeel.Reader'], 'readAudit')];

  expect(own.status).toBe(200);
  expect(own.text).not.toContain('theirs');
  expect(every.text).toContain('theirs');
});
