import { jobEtag } from '../../../functions/http/job-etag.ts';
import { present } from '../../support/present.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Unavailable, VersionConflict } from '../../../shared/domain/errors.ts';
import type { StabilitySummary } from '../../../shared/domain/run/run.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { scoresCsv } from '../../support/example-definition.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../../support/example-calendar.ts';
import { at, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { UnreadableJobStore } from '../../support/faulty-stores.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import {
  createMemoryWorld,
  storePendingRun,
  storeRunningRun,
  type MemoryWorld,
} from '../../support/memory/memory-world.ts';
import { createCommitResult } from '../../../shared/application/finish-run.ts';
import {
  problemBody,
  type Answer,
  type RecordingRegistry,
  type Request,
} from '../../support/recording-registry.ts';

const BODY = {
  jobId: 'churn-daily',
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

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  app = registerIn(world);
});

function post(body: unknown, headers = { 'content-type': 'application/json' }): Promise<Answer> {
  return app.call('scheduleJob', { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

function pointersOf({ json }: Answer): string[] | undefined {
  return problemBody.parse(json).errors?.map(({ pointer }) => pointer);
}

async function expectProblem(answer: Answer, status: number, type: string): Promise<void> {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(problemBody.parse(answer.json)).toMatchObject({ type: `urn:evenkeel:problem:${type}`, status });
}

describe('POST /api/jobs/schedule', () => {
  test('answers 201 with the job and where it is', async () => {
    const answer = await post(BODY);

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/jobs/churn-daily');
    expect(answer.json).toMatchObject({
      jobId: 'churn-daily',
      state: 'active',
      generation: 1,
      nextDueAt: '2026-03-01T06:00:00.000Z',
      createdAt: '2026-03-01T00:00:00.000Z',
    });
  });

  test('shows the next slots and the defaults that were taken', async () => {
    const { json } = await post({ ...BODY, recurrences: [{ type: 'interval', everySeconds: 3600 }] });

    expect(json).toMatchObject({
      recurrences: [{ type: 'interval', everySeconds: 3600, anchorAt: '1970-01-01T00:00:00.000Z' }],
      upcoming: [1, 2, 3, 4, 5].map((hour) => {
        const dueAt = `2026-03-01T0${hour}:00:00.000Z`;
        return { dueAt, effectiveAt: dueAt };
      }),
      task: { characteristics: 'all', thresholds: { moderate: 0.1, significant: 0.25 } },
    });
  });

  test('says the recurrences in words and warns of what may not be meant', async () => {
    const monthly = { type: 'cron', expression: '0 6 31 * *', timeZone: 'Europe/London' };

    const { json } = await post({ ...BODY, recurrences: [monthly] });

    expect(json).toMatchObject({
      inWords: ['At 06:00, on day 31 of the month, Europe/London time'],
      warnings: [{ code: 'skips-short-months', pointer: '/recurrences/0/expression' }],
    });
  });

  test('warns of a next slot that a hundred other jobs share', async () => {
    const nextDueAt = at('2026-03-01T06:00:00Z');
    for (let job = 0; job < 100; job += 1) {
      await world.jobs.create(exampleJob({ jobId: `job-${job}`, nextDueAt }));
    }

    const { json } = await post(BODY);

    expect(json).toMatchObject({
      warnings: [
        {
          code: 'herd',
          pointer: '/recurrences',
          message:
            '100 or more other jobs are due at 2026-03-01T06:00:00.000Z as well; another minute is quicker.',
        },
      ],
    });
  });

  describe('with a calendar', () => {
    const exclusions = [{ type: 'calendar', name: 'bank' }];
    const body = {
      ...BODY,
      recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC', exclusions }],
    };

    test('answers 201 with the slots that it leaves', async () => {
      await world.calendars.create(bankClosedOn('2026-03-01', '2026-03-03'));

      const answer = await post(body);

      expect(answer.status).toBe(201);
      expect(answer.json).toMatchObject({
        nextDueAt: '2026-03-02T06:00:00.000Z',
        upcoming: ['02', '04', '05', '06', '07'].map((day) => ({ dueAt: `2026-03-${day}T06:00:00.000Z` })),
      });
    });

    test('answers 400 and points at one that is not there', async () => {
      const answer = await post(body);

      await expectProblem(answer, 400, 'invalid-input');
      expect(pointersOf(answer)).toEqual(['/recurrences/0/exclusions/0/name']);
    });

    test('is shown with a warning and without slots when it is gone', async () => {
      await world.jobs.create(exampleJob({ recurrences: [DAILY_EXCEPT_BANK] }));

      const { json } = await app.call('readJob', { params: { jobId: 'churn-daily' } });

      expect(json).toMatchObject({
        upcoming: [],
        warnings: [{ code: 'unknown-calendar', pointer: '/recurrences/0/exclusions/0/name' }],
      });
    });

    test('is not read for a list, which shows neither coming slots nor warnings', async () => {
      await world.jobs.create(exampleJob({ recurrences: [DAILY_EXCEPT_BANK] }));

      const { json } = await app.call('listJobs');

      expect(json).toMatchObject({ items: [{ jobId: 'churn-daily', inWords: [expect.any(String)] }] });
      expect(json).not.toHaveProperty('items.0.upcoming');
      expect(json).not.toHaveProperty('items.0.warnings');
    });
  });

  test('answers 200 with the same job when the request comes again', async () => {
    const first = await post(BODY);
    const second = await post(BODY);

    expect(second.status).toBe(200);
    expect(second.headers.get('location')).toBe('/api/jobs/churn-daily');
    expect(second.json).toEqual(first.json);
  });

  test('answers 409 when the id belongs to another job', async () => {
    await post(BODY);

    const answer = await post({ ...BODY, policies: { timeoutSeconds: 60 } });

    await expectProblem(answer, 409, 'already-exists');
    expect(problemBody.parse(answer.json).detail).toContain('churn-daily');
  });

  test('answers 400 with every fault of the body', async () => {
    const answer = await post({ ...BODY, kind: 'psi', valueStream: '', priority: 1 });

    await expectProblem(answer, 400, 'invalid-input');
    expect(pointersOf(answer)).toEqual(['/kind', '/valueStream', '/priority']);
  });

  test('answers 400 with every fault that only the data show', async () => {
    const answer = await post({
      ...BODY,
      task: { ...BODY.task, baseline: 'baselines/none.csv' },
      recurrences: [{ type: 'once', at: '2026-02-28T00:00:00Z' }],
    });

    await expectProblem(answer, 400, 'invalid-input');
    expect(pointersOf(answer)).toEqual(['/recurrences', '/task/baseline']);
  });

  test.each(['', '{', 'nothing', '{"kind":}'])('answers 400 to %j, which is no JSON', async (body) => {
    const answer = await post(body);

    await expectProblem(answer, 400, 'invalid-input');
    expect(pointersOf(answer)).toEqual(['']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'answers 415 to a body of type %j',
    async (type) => {
      await expectProblem(await post(BODY, { 'content-type': type }), 415, 'unsupported-media-type');
    },
  );

  test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/merge-patch+json'])(
    'takes a body of type %j',
    async (type) => {
      expect((await post(BODY, { 'content-type': type })).status).toBe(201);
    },
  );

  test('answers 413 to a body of more than 256 KB, and takes one of exactly that', async () => {
    const text = JSON.stringify(BODY);
    const full = text.padEnd(256 * 1024);

    await expectProblem(await post(`${full} `), 413, 'payload-too-large');
    expect((await post(full)).status).toBe(201);
  });
});

describe('GET /api/jobs/{jobId}', () => {
  const request = { params: { jobId: 'churn-daily' } };

  test('answers with the job and its version', async () => {
    const { json: made } = await post(BODY);

    const answer = await app.call('readJob', request);

    expect(answer.status).toBe(200);
    const stored = present(await world.jobs.get(jobIdFrom('churn-daily')));
    expect(answer.headers.get('etag')).toBe(jobEtag(stored));
    expect(answer.json).toEqual(made);
  });

  test('warns when runs have taken longer than the time between slots', async () => {
    const recurrences = [{ type: 'interval', everySeconds: 60, anchorAt: 0 }] as const;
    const job = exampleJob({ recurrences, nextDueAt: at('2026-02-28T06:00:00Z') });
    const { runId } = await storeRunningRun(world, job);
    world.clock.moveTo('2026-02-28T06:02:00Z');
    await createCommitResult(world)(
      { runId, attempt: 1 },
      {
        ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 3, psi: null, band: null },
        ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
      },
    );

    const { json } = await app.call('readJob', request);

    expect(json).toMatchObject({
      warnings: [
        {
          code: 'shorter-than-usual-run',
          message: 'Slots come 1 min apart, and a run usually takes 2 min: runs will overlap.',
        },
      ],
    });
  });

  test.each(['nobody', 'a b', 'a/b', ''])('answers 404 for %j', async (jobId) => {
    await expectProblem(await app.call('readJob', { params: { jobId } }), 404, 'not-found');
  });

  test('answers 404 for a deleted job', async () => {
    await post(BODY);
    await app.call('deleteJob', request);

    await expectProblem(await app.call('readJob', request), 404, 'not-found');
  });

  test('answers 500 without a word of an unexpected error, and logs it', async () => {
    const error = new Error('AccountKey=hunter2');
    app = registerIn({ ...world, jobs: new UnreadableJobStore(world.memory, error) });

    const answer = await app.call('readJob', request);

    await expectProblem(answer, 500, 'internal-error');
    expect(answer.text).not.toContain('hunter2');
    expect(answer.text).toContain('invocation-1');
    expect(answer.logged).toEqual([error]);
  });

  test.each([
    [1_500, '2'],
    [undefined, '5'],
  ])('answers 503 when a store says to come back in %s ms', async (retryAfterMs, seconds) => {
    const error = new Unavailable('Cosmos DB did not answer (429).', retryAfterMs);
    app = registerIn({ ...world, jobs: new UnreadableJobStore(world.memory, error) });

    const answer = await app.call('readJob', request);

    await expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toBe(seconds);
  });

  test('answers 409 when someone else was quicker', async () => {
    const error = new VersionConflict('churn-daily');
    app = registerIn({ ...world, jobs: new UnreadableJobStore(world.memory, error) });

    await expectProblem(await app.call('readJob', request), 409, 'conflict');
  });
});

describe('DELETE /api/jobs/{jobId}', () => {
  test('answers 204, and 404 the second time', async () => {
    await post(BODY);
    const request = { params: { jobId: 'churn-daily' } };

    const first = await app.call('deleteJob', request);

    expect([first.status, first.text]).toEqual([204, '']);
    await expectProblem(await app.call('deleteJob', request), 404, 'not-found');
  });

  test('answers 404 for what cannot be a job', async () => {
    await expectProblem(await app.call('deleteJob', { params: { jobId: 'a b' } }), 404, 'not-found');
  });
});

const page = z.object({
  items: z.array(z.object({ jobId: z.string(), dueAt: z.string().optional() })),
  nextCursor: z.string().optional(),
});

describe('GET /api/jobs', () => {
  beforeEach(async () => {
    for (const jobId of ['a', 'b', 'c']) await world.jobs.create(exampleJob({ jobId }));
    await world.jobs.create(exampleJob({ jobId: 'd', valueStream: 'growth' }));
  });

  async function idsOf(query: string): Promise<string[]> {
    return page.parse((await app.call('listJobs', { query })).json).items.map(({ jobId }) => jobId);
  }

  test('lists the jobs', async () => {
    expect(await idsOf('')).toEqual(['a', 'b', 'c', 'd']);
  });

  test('lists page after page', async () => {
    const first = page.parse((await app.call('listJobs', { query: 'limit=3' })).json);
    const rest = await idsOf(`limit=3&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);

    expect(first.items.map(({ jobId }) => jobId)).toEqual(['a', 'b', 'c']);
    expect(rest).toEqual(['d']);
  });

  test('lists the jobs of a value stream or of a model', async () => {
    expect(await idsOf('valueStream=growth')).toEqual(['d']);
    expect(await idsOf('modelId=churn&valueStream=retention')).toEqual(['a', 'b', 'c']);
    expect(await idsOf('modelId=other')).toEqual([]);
  });

  test.each([
    ['limit=0', ['/limit']],
    ['limit=201', ['/limit']],
    ['limit=1.5', ['/limit']],
    ['limit=ten', ['/limit']],
    ['limit=', ['/limit']],
    ['cursor=none', ['/cursor']],
    ['page=2', ['/page']],
    ['limit=0&page=2', ['/limit', '/page']],
  ])('answers 400 to ?%s', async (query, pointers) => {
    const answer = await app.call('listJobs', { query });

    await expectProblem(answer, 400, 'invalid-input');
    expect(pointersOf(answer)).toEqual(pointers);
  });
});

describe('GET /api/jobs/{jobId}/runs', () => {
  const params = { jobId: 'churn-daily' };

  test('lists the runs of a job, the latest first, page after page', async () => {
    const job = exampleJob();
    for (const day of ['01', '02', '03']) {
      await storePendingRun(world, { ...job, nextDueAt: at(`2026-03-${day}T06:00:00Z`) });
    }

    const first = page.parse((await app.call('listRuns', { params, query: 'limit=2' })).json);
    const cursor = encodeURIComponent(first.nextCursor ?? '');
    const second = page.parse((await app.call('listRuns', { params, query: `cursor=${cursor}` })).json);

    expect([...first.items, ...second.items].map(({ dueAt }) => dueAt)).toEqual([
      '2026-03-03T06:00:00.000Z',
      '2026-03-02T06:00:00.000Z',
      '2026-03-01T06:00:00.000Z',
    ]);
  });

  test('still lists the runs of a deleted job', async () => {
    await storePendingRun(world, exampleJob());
    await app.call('deleteJob', { params });

    expect(page.parse((await app.call('listRuns', { params })).json).items).toHaveLength(1);
  });

  test('answers 404 for an unknown job', async () => {
    await expectProblem(await app.call('listRuns', { params }), 404, 'not-found');
  });

  test('answers 400 to a cursor that no page gave', async () => {
    await world.jobs.create(exampleJob());

    await expectProblem(await app.call('listRuns', { params, query: 'cursor=x' }), 400, 'invalid-input');
  });
});

describe('GET /api/runs/{runId}', () => {
  function read(runId: string, request: Request = {}): Promise<Answer> {
    return app.call('readRun', { ...request, params: { runId } });
  }

  test('answers with a run that waits', async () => {
    const { runId } = await storePendingRun(world, exampleJob());

    const query: unknown = expect.stringContaining(`message has "${runId}"`);
    expect((await read(runId)).json).toEqual({
      runId: 'churn-daily.20260301T060000Z',
      jobId: 'churn-daily',
      valueStream: 'retention',
      state: 'pending',
      trigger: 'schedule',
      generation: 1,
      attempt: 1,
      answer: 'pending',
      endedAttempts: [],
      dueAt: '2026-03-01T06:00:00.000Z',
      effectiveAt: '2026-03-01T06:00:00.000Z',
      createdAt: '2026-03-01T06:00:00.000Z',
      steps: [
        { step: 'created', at: '2026-03-01T06:00:00.000Z' },
        { step: 'may-start', at: '2026-03-01T06:00:00.000Z', attempt: 1 },
      ],
      logs: { instanceIds: [], query },
    });
  });

  test('answers with result and bins of a run that has succeeded', async () => {
    const { runId } = await storeRunningRun(world, exampleJob());
    const result: StabilitySummary = {
      ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 3, psi: 0.1, band: 'moderate-shift' },
      statusCounts: { ok: 1 },
      worstCharacteristics: [],
      detailPath: 'results/x.json',
    };
    await world.blobs.writeOnce('results/x.json', '{"columns":[]}');
    await createCommitResult(world)({ runId, attempt: 1 }, result);

    expect((await read(runId)).json).toMatchObject({
      state: 'succeeded',
      startedAt: '2026-03-01T06:00:00.000Z',
      finishedAt: '2026-03-01T00:00:00.000Z',
      result,
      detail: { columns: [] },
    });
  });

  test.each([
    ['that was never dispatched', runIdOf(jobIdFrom('churn-daily'), 0)],
    ['whose name is none', 'churn-daily'],
  ])('answers 404 for a run %s', async (_which, runId) => {
    await expectProblem(await read(runId), 404, 'not-found');
  });
});

describe('GET /api/health', () => {
  test('answers 200 when everything answers', async () => {
    const answer = await app.call('health');

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      ...{ status: 'healthy', version: '0.1.0+test' },
      checks: { store: 'ok' },
    });
  });

  test('answers 503 and says which does not answer', async () => {
    app = registerIn(world, () => Promise.reject(new Error('AccountKey=hunter2')));

    const answer = await app.call('health');

    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({
      ...{ status: 'unhealthy', version: '0.1.0+test' },
      checks: { store: 'failed (Error)' },
    });
  });
});
