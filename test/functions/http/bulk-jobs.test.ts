import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bulkJobsOperations } from '../../../functions/http/bulk-jobs.ts';
import { readJobRows } from '../../../functions/http/read-job-rows.ts';
import { OPEN_GATE } from '../../support/open-gate.ts';
import type { Gate } from '../../../functions/http/api/gate.ts';
import { registerOperations } from '../../../functions/http/api/register-operations.ts';
import { createDispatchJob } from '../../../shared/application/dispatch-due-runs.ts';
import type { CommitOutcome, JobWrite } from '../../../shared/application/ports/job-store.ts';
import { createUpsertJobs } from '../../../shared/application/upsert-jobs.ts';
import { bulkJobsContract, MAX_BULK_ROWS } from '../../../shared/contracts/http/bulk-jobs.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { OPEN_CALLER, type Grant } from '../../../shared/domain/access/caller.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { DAILY_EXCEPT_BANK } from '../../support/example-calendar.ts';
import { scoresCsv } from '../../support/example-definition.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { MemoryJobStore } from '../../support/memory/memory-jobs.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { RecordingRegistry, type Answer } from '../../support/recording-registry.ts';

const answerBody = present(bulkJobsContract.answers[200]?.schema).pipe(
  z.object({
    summary: z.record(z.string(), z.unknown()),
    rows: z.array(z.looseObject({ index: z.number(), outcome: z.string() })),
  }),
);

const DAILY = [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }];

function report(jobId: string, overrides: object = {}): object {
  return {
    jobId,
    kind: 'report-collection',
    valueStream: 'retention',
    task: { resource: 'sales', baseUrl: 'https://reports.example.com' },
    recurrences: DAILY,
    ...overrides,
  };
}

function stability(jobId: string, overrides: object = {}): object {
  return {
    jobId,
    kind: 'stability',
    valueStream: 'retention',
    task: { modelId: 'churn', baseline: 'baselines/churn.csv', current: 'datasets/churn.csv' },
    recurrences: DAILY,
    ...overrides,
  };
}

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  app = registerIn(world);
});

function bulk(jobs: readonly unknown[], query = '', registry = app): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return registry.call('bulkJobs', { query, headers, body: JSON.stringify({ jobs }) });
}

function lines(text: string, headers: Record<string, string> = {}): Promise<Answer> {
  return app.call('bulkJobs', {
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body: text,
  });
}

function rowsOf(answer: Answer): readonly Record<string, unknown>[] {
  expect(answer.status).toBe(200);
  return answerBody.parse(answer.json).rows;
}

function outcomesOf(answer: Answer): readonly unknown[] {
  return rowsOf(answer).map(({ outcome }) => outcome);
}

/** The operation over a world with other parts. */
function appOf(parts: MemoryWorld, gate: Gate = OPEN_GATE): RecordingRegistry {
  const registry = new RecordingRegistry();
  const upsertJobs = createUpsertJobs({ ...parts, dispatchJob: createDispatchJob(parts) });
  registerOperations(registry, bulkJobsOperations({ upsertJobs }), gate);
  return registry;
}

/** The operation for somebody who has these grants. */
function appFor(grants: readonly Grant[]): RecordingRegistry {
  const caller = { id: 'user:1', name: 'Ada', isIdentified: true, grants };
  return appOf(world, { ...OPEN_GATE, identify: async () => ({ outcome: 'identified', caller }) });
}

/** Writes so many times; then the process is as good as dead. */
class DyingJobStore extends MemoryJobStore {
  #left: number;

  constructor(memory: MemoryWorld['memory'], left: number) {
    super(memory);
    this.#left = left;
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    this.#left -= 1;
    if (this.#left < 0) throw new Unavailable('The store is away.');
    return super.commit(write);
  }
}

class BrokenJobStore extends MemoryJobStore {
  override async get(): Promise<never> {
    throw new TypeError('secret detail');
  }
}

function storedJobs(): readonly Job[] {
  return world.memory.jobs.all().map(({ value }) => value);
}

async function storedJob(jobId: string): Promise<Job> {
  return present(await world.jobs.get(jobIdFrom(jobId)), jobId).value;
}

describe('POST /api/jobs/bulk', () => {
  test.each([true, false])('has a pipeline wait for the jobs of its steps, dry run: %s', async (isDryRun) => {
    const pipeline = {
      ...{ jobId: 'nightly', kind: 'pipeline', valueStream: 'retention', recurrences: DAILY },
      task: {
        steps: [
          { name: 'collect', job: 'a' },
          { name: 'measure', job: 'b' },
        ],
      },
    };

    const answer = await bulk([stability('b'), report('a'), pipeline], `dryRun=${isDryRun}`);

    expect(outcomesOf(answer)).toEqual(['created', 'created', 'created']);
  });

  test('creates the jobs and answers each row in order with a summary', async () => {
    const answer = await bulk([report('a'), stability('b'), report('c')]);

    expect(answer.json).toEqual({
      summary: { isDryRun: false, rows: 3, created: 3, updated: 0, unchanged: 0, failed: 0 },
      rows: ['a', 'b', 'c'].map((jobId, index) => ({ index, jobId, outcome: 'created', generation: 1 })),
    });
    expect(storedJobs().map(({ jobId }) => jobId)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  });

  test('gives the job of a row the definition that a request of its own would', async () => {
    await bulk([stability('b')]);
    const body = JSON.stringify(stability('c'));
    await app.call('scheduleJob', { headers: { 'content-type': 'application/json' }, body });

    expect({ ...(await storedJob('b')), jobId: '' }).toEqual({ ...(await storedJob('c')), jobId: '' });
  });

  test('writes nothing for a row that is the job already', async () => {
    await bulk([report('a'), stability('b')]);
    const before = world.memory.jobs.all();

    const answer = await bulk([report('a'), stability('b')]);

    expect(outcomesOf(answer)).toEqual(['unchanged', 'unchanged']);
    expect(world.memory.jobs.all()).toEqual(before);
  });

  test('gives a job of another definition this one, and says what differs', async () => {
    await bulk([report('a')]);

    const answer = await bulk([report('a', { policies: { timeoutSeconds: 900 } })]);

    expect(rowsOf(answer)).toEqual([
      {
        ...{ index: 0, jobId: 'a', outcome: 'updated', generation: 2 },
        differences: [{ pointer: '/policies/timeoutSeconds', before: 600, after: 900 }],
      },
    ]);
    expect(await storedJob('a')).toMatchObject({ generation: 2, policies: { timeoutSeconds: 900 } });
  });

  test('notes who made each change, and why', async () => {
    const body = JSON.stringify({ jobs: [report('a')] });
    const headers = { 'content-type': 'application/json', 'change-reason': 'as agreed' };
    await app.call('bulkJobs', { headers, body });
    await bulk([report('a', { policies: { timeoutSeconds: 900 } })]);
    await bulk([report('a', { policies: { timeoutSeconds: 900 } })]);

    const { items } = await world.history.list(jobIdFrom('a'), { limit: 10 });

    expect(items).toMatchObject([
      { action: 'edited', author: 'local', generation: 2 },
      { action: 'created', author: 'local', reason: 'as agreed', generation: 1 },
    ]);
  });

  test('brings a deleted job back as a new one', async () => {
    await bulk([report('a')]);
    await app.call('deleteJob', { params: { jobId: 'a' } });

    const answer = await bulk([report('a')]);

    expect(rowsOf(answer)).toMatchObject([{ outcome: 'created', generation: 2 }]);
    expect(await storedJob('a')).toMatchObject({ state: 'active' });
  });

  test('dispatches a job that is due at once', async () => {
    await bulk([report('a', { recurrences: [{ type: 'once', at: '2026-03-01T00:00:30Z' }] }), report('b')]);

    expect(runsOf(world).map(({ jobId }) => jobId)).toEqual(['a']);
  });

  test('freezes a baseline once for all rows that are made from it', async () => {
    const read: string[] = [];
    const counting: MemoryWorld['readSample'] = (request) => {
      read.push(...request.files.map(({ path }) => path));
      return world.readSample(request);
    };
    const once = [];
    for (const count of [1, 30]) {
      read.length = 0;
      const jobs = Array.from({ length: count }, (_, row) => stability(`of-${count}-${row}`));
      const answer = await bulk(jobs, '', appOf({ ...world, readSample: counting }));
      expect(outcomesOf(answer)).toEqual(jobs.map(() => 'created'));
      once.push(read.length);
    }

    expect(once[1]).toBe(once[0]);
  });

  test('lets no bad row stop the others', async () => {
    const answer = await bulk([
      report('a'),
      'no job',
      report('b', { recurrences: {} }),
      report('c', { after: { jobId: 'nobody' } }),
      stability('d', { task: { modelId: 'm', baseline: 'baselines/none.csv', current: 'datasets/m.csv' } }),
      { ...report('e'), jobId: undefined },
      report('f', { unheardOf: 1 }),
      report('g'),
    ]);

    expect(outcomesOf(answer)).toEqual([
      'created',
      ...['failed', 'failed', 'failed', 'failed', 'failed', 'failed'],
      'created',
    ]);
    expect(rowsOf(answer).map(({ errors }) => errors)).toMatchObject([
      ...[undefined, [{ pointer: '' }]],
      [{ pointer: '/recurrences' }],
      [{ pointer: '/after/jobId' }],
      [{ pointer: '/task/baseline', detail: "there is no blob 'baselines/none.csv'" }],
      [{ pointer: '/jobId', detail: 'is missing' }],
      [{ pointer: '/unheardOf' }],
      undefined,
    ]);
  });

  test('names a faulty row by its id and by the problem that it would be alone', async () => {
    const [row] = rowsOf(await bulk([report('b', { recurrences: {} })]));

    expect(row).toMatchObject({ jobId: 'b', type: 'urn:evenkeel:problem:invalid-input', status: 400 });
  });

  test('takes a name that comes twice the first time only', async () => {
    const answer = await bulk([report('a'), report('a', { policies: { timeoutSeconds: 900 } })]);

    expect(rowsOf(answer)[1]).toMatchObject({
      ...{ outcome: 'failed', status: 409 },
      errors: [{ pointer: '/jobId', detail: 'stands in row 0 already' }],
    });
    expect(await storedJob('a')).toMatchObject({ generation: 1, policies: { timeoutSeconds: 600 } });
  });

  test('has a row wait for the job that it comes after when that stands before it', async () => {
    const answer = await bulk([report('up'), report('down', { after: { jobId: 'up' } })]);

    expect(outcomesOf(answer)).toEqual(['created', 'created']);
  });

  test('creates none that comes after a row that failed', async () => {
    const answer = await bulk([
      report('up', { recurrences: [{ type: 'once', at: '2020-01-01T00:00:00Z' }] }),
      report('down', { after: { jobId: 'up' } }),
    ]);

    expect(outcomesOf(answer)).toEqual(['failed', 'failed']);
  });

  test('changes a job only at the version that a row names', async () => {
    await bulk([report('a'), report('b')]);
    const read = await app.call('readJob', { params: { jobId: 'a' } });
    const policies = { timeoutSeconds: 900 };

    const answer = await bulk([
      report('a', { policies, ifMatch: read.headers.get('etag') }),
      report('b', { policies, ifMatch: '"1-old"' }),
      report('c', { ifMatch: '*' }),
    ]);

    expect(outcomesOf(answer)).toEqual(['updated', 'failed', 'failed']);
    expect(rowsOf(answer)[1]).toMatchObject({ status: 412, errors: [{ pointer: '/ifMatch' }] });
    expect(await storedJob('b')).toMatchObject({ generation: 1 });
  });

  test('refuses a body that is no list of jobs, and makes none of it', async () => {
    const answers = await Promise.all([
      app.call('bulkJobs', { headers: { 'content-type': 'application/json' }, body: '{"jobs":[' }),
      app.call('bulkJobs', { headers: { 'content-type': 'application/json' }, body: '{"job":[]}' }),
      app.call('bulkJobs', { headers: { 'content-type': 'text/plain' }, body: 'x' }),
      bulk([report('a')], 'dryRun=yes'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 415, 400]);
    expect(storedJobs()).toEqual([]);
  });

  test('refuses more rows than it takes before it does the first', async () => {
    const { status } = await bulk(Array.from({ length: MAX_BULK_ROWS + 1 }, () => 0));

    expect(status).toBe(400);
  });

  test('refuses a body that is longer than it takes', async () => {
    const { status } = await bulk(['x'.repeat(9 * 1024 * 1024)]);

    expect(status).toBe(413);
  });

  describe('of lines', () => {
    test('takes a job a line, and passes over blank ones', async () => {
      const answer = await lines(`${JSON.stringify(report('a'))}\n\n  \r\n${JSON.stringify(report('b'))}`);

      expect(rowsOf(answer)).toMatchObject([
        { index: 0, jobId: 'a' },
        { index: 1, jobId: 'b' },
      ]);
    });

    test('lets a line that is no JSON or too long fail alone', async () => {
      const long = JSON.stringify({ text: 'x'.repeat(300_000) });

      const answer = await lines(['{', long, JSON.stringify(report('a'))].join('\n'));

      expect(rowsOf(answer)).toMatchObject([
        { outcome: 'failed', status: 400 },
        { outcome: 'failed', status: 413 },
        { outcome: 'created', jobId: 'a' },
      ]);
    });

    test('says where it stopped when there are too many', async () => {
      const answer = await lines('0\n'.repeat(MAX_BULK_ROWS + 5));

      const rows = rowsOf(answer);
      expect(rows.length).toBe(MAX_BULK_ROWS + 1);
      expect(rows.at(-1)).toMatchObject({ index: MAX_BULK_ROWS, outcome: 'failed', status: 400 });
      expect(JSON.stringify(rows.at(-1))).toContain('not read');
    });

    test('answers in lines when that is accepted, the summary last', async () => {
      const answer = await lines(JSON.stringify(report('a')), { accept: 'application/x-ndjson' });

      expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
      expect(
        answer.text
          .trimEnd()
          .split('\n')
          .map((line): unknown => JSON.parse(line)),
      ).toEqual([
        { index: 0, jobId: 'a', outcome: 'created', generation: 1 },
        { summary: { isDryRun: false, rows: 1, created: 1, updated: 0, unchanged: 0, failed: 0 } },
      ]);
    });
  });

  describe('of a caller with grants', () => {
    test('does what is in their value streams and hides what is not', async () => {
      await bulk([report('theirs', { valueStream: 'secret' }), report('seen', { valueStream: 'seen' })]);
      const own = appFor([
        { role: 'operator', valueStream: 'retention' },
        { role: 'reader', valueStream: 'seen' },
      ]);

      const answer = await bulk(
        [report('mine'), report('theirs'), report('seen'), report('another', { valueStream: 'secret' })],
        '',
        own,
      );

      expect(rowsOf(answer)).toMatchObject([
        { outcome: 'created' },
        { outcome: 'failed', status: 404, errors: [{ pointer: '/jobId' }] },
        { outcome: 'failed', status: 403, errors: [{ pointer: '/valueStream' }] },
        { outcome: 'failed', status: 403, errors: [{ pointer: '/valueStream' }] },
      ]);
      expect(await storedJob('theirs')).toMatchObject({ valueStream: 'secret', generation: 1 });
    });

    test('is refused when they may change nothing at all', async () => {
      const answer = await bulk([report('a')], '', appFor([{ role: 'reader', valueStream: 'retention' }]));

      expect(answer.status).toBe(403);
    });
  });

  describe('as a dry run', () => {
    test('writes nothing and freezes nothing', async () => {
      await bulk([report('a')]);
      const before = world.memory.jobs.all();

      await bulk([report('a', { policies: { timeoutSeconds: 900 } }), stability('b')], 'dryRun=true');

      expect(world.memory.jobs.all()).toEqual(before);
      expect((await world.baselines.list('churn', { limit: 10 })).items).toEqual([]);
    });

    test.each([
      [
        'a new job',
        stability('another'),
        { outcome: 'created', generation: 1, baselineWouldBe: 'frozen-anew' },
      ],
      [
        'the same file',
        stability('b'),
        { outcome: 'unchanged', generation: 1, baselineWouldBe: 'read-again' },
      ],
      [
        'another file',
        stability('b', {
          task: { modelId: 'churn', baseline: 'baselines/other.csv', current: 'datasets/churn.csv' },
        }),
        { outcome: 'updated', generation: 2, baselineWouldBe: 'frozen-anew' },
      ],
    ])('says of %s what would become of its baseline', async (_what, job, expected) => {
      world.blobs.put('baselines/other.csv', scoresCsv({ no: 10, yes: 30 }));
      await bulk([stability('b')]);

      expect(rowsOf(await bulk([job], 'dryRun=true'))).toMatchObject([expected]);
    });

    test('says of a registered baseline that it is kept', async () => {
      await bulk([stability('b')]);
      const job = await storedJob('b');
      const baselineId = job.kind === 'stability' ? job.task.baselineId : '';
      const task = { modelId: 'churn', baseline: { baselineId }, current: 'datasets/churn.csv' };

      const answer = await bulk([stability('b', { task }), stability('c', { task })], 'dryRun=true');

      expect(rowsOf(answer)).toMatchObject([
        { outcome: 'updated', baselineWouldBe: 'kept', differences: [{ pointer: '/task/baseline' }] },
        { outcome: 'created', baselineWouldBe: 'kept' },
      ]);
    });

    test('finds every fault that can be seen without reading a baseline', async () => {
      await bulk([report('kind')]);

      const answer = await bulk(
        [
          stability('a', { task: { modelId: 'm', baseline: 'baselines/no.csv', current: 'datasets/m.csv' } }),
          report('b', { recurrences: [{ ...DAILY[0], exclusions: DAILY_EXCEPT_BANK.exclusions }] }),
          report('c', { after: { jobId: 'nobody' } }),
          report('d', {
            task: {
              ...{ resource: 'sales', baseUrl: 'https://reports.example.com' },
              headers: { authorization: { secret: 'none' } },
            },
          }),
          stability('kind'),
          stability('e', {
            task: { modelId: 'm', baseline: { baselineId: 'abcdef0123' }, current: 'datasets/m.csv' },
          }),
        ],
        'dryRun=true',
      );

      expect(rowsOf(answer).map(({ errors }) => errors)).toMatchObject([
        [{ pointer: '/task/baseline' }],
        [{ pointer: '/recurrences/0/exclusions/0/name' }],
        [{ pointer: '/after/jobId' }],
        [{ pointer: '/task/headers/authorization/secret' }],
        [{ pointer: '/kind' }],
        [{ pointer: '/task/baseline/baselineId' }],
      ]);
    });

    test('counts the jobs of rows before as there', async () => {
      const rows = [report('up'), report('down', { after: { jobId: 'up' } })];

      expect(outcomesOf(await bulk(rows, 'dryRun=true'))).toEqual(['created', 'created']);
    });

    test('tells what the request then does', async () => {
      await bulk([report('same'), report('other'), stability('b')]);
      const rows = [
        report('same'),
        report('other', { policies: { overlap: 'allow-all' } }),
        report('another'),
        stability('b', { recurrences: [{ type: 'interval', everySeconds: 3600 }] }),
      ];

      const told = rowsOf(await bulk(rows, 'dryRun=true'));
      const done = rowsOf(await bulk(rows));

      expect(told.map(({ baselineWouldBe: _told, ...row }) => row)).toEqual(done);
    });
  });

  describe('with trouble', () => {
    test('finishes on a repetition what was cut off half way', async () => {
      const rows = Array.from({ length: 20 }, (_, row) => report(`job-${row}`));
      const failing = appOf({ ...world, jobs: new DyingJobStore(world.memory, 7) });

      const first = await bulk(rows, '', failing);
      const second = await bulk(rows);

      expect(outcomesOf(first).filter((outcome) => outcome === 'created').length).toBe(7);
      expect(rowsOf(first).at(-1)).toMatchObject({ outcome: 'failed', status: 503 });
      expect(answerBody.parse(second.json).summary).toMatchObject({ created: 13, unchanged: 7, failed: 0 });
    });

    test('stops when nobody reads the answer any more', async () => {
      const upsert = createUpsertJobs({ ...world, dispatchJob: createDispatchJob(world) });
      const text = JSON.stringify({ jobs: Array.from({ length: 1000 }, (_, row) => report(`job-${row}`)) });
      const chunks = (async function* () {
        yield Buffer.from(text);
      })();
      const rows = await readJobRows({ contentType: 'application/json', chunks });
      const outcomes = upsert(rows, { caller: OPEN_CALLER, by: { author: 'Ada' }, isDryRun: false });

      await outcomes.next();
      await outcomes.return(undefined);

      expect(storedJobs().length).toBeLessThan(200);
    });

    test('makes each job once when the same rows come several times at once', async () => {
      const rows = Array.from({ length: 30 }, (_, row) => report(`job-${row}`));

      const answers = await Promise.all([bulk(rows), bulk(rows), bulk(rows)]);

      const outcomes = answers.map(outcomesOf);
      for (const row of rows.keys()) {
        const ofRow = outcomes.map((ofAnswer) => ofAnswer[row]);
        expect(ofRow.toSorted()).toEqual(['created', 'unchanged', 'unchanged']);
      }
    });

    test('loses none of several definitions of the same jobs at once', async () => {
      await bulk([report('a')]);
      const versions = [700, 800, 900].map((timeoutSeconds) => report('a', { policies: { timeoutSeconds } }));

      const answers = await Promise.all(versions.map((version) => bulk([version])));

      expect(answers.map(outcomesOf)).toEqual([['updated'], ['updated'], ['updated']]);
      expect(await storedJob('a')).toMatchObject({ generation: 4 });
    });

    test('answers a fault of ours without its text, and logs it', async () => {
      const answer = await bulk(
        [report('a')],
        '',
        appOf({ ...world, jobs: new BrokenJobStore(world.memory) }),
      );

      expect(rowsOf(answer)).toMatchObject([{ outcome: 'failed', status: 500 }]);
      expect(answer.text).not.toContain('secret detail');
      expect(answer.logged).toMatchObject([{ message: 'secret detail' }]);
    });
  });

  test('never fails as a whole, whatever its rows are', async () => {
    const fields = fc.record(
      {
        jobId: fc.oneof(fc.constantFrom('a', 'b'), fc.jsonValue()),
        ifMatch: fc.oneof(fc.constant('*'), fc.jsonValue()),
        kind: fc.oneof(fc.constantFrom('report-collection', 'stability'), fc.jsonValue()),
        valueStream: fc.oneof(fc.constant('retention'), fc.jsonValue()),
        task: fc.oneof(fc.constant({ resource: 'r', baseUrl: 'https://r.example' }), fc.jsonValue()),
        recurrences: fc.oneof(fc.constant(DAILY), fc.jsonValue()),
        after: fc.oneof(fc.constant({ jobId: 'a' }), fc.jsonValue()),
        policies: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const rows = fc.array(fc.oneof(fields, fc.jsonValue()), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (jobs, isDryRun) => {
        const answer = await bulk(jobs, `dryRun=${isDryRun}`);

        expect(rowsOf(answer).map(({ index }) => index)).toEqual(jobs.map((_, index) => index));
        expect(rowsOf(answer).some(({ status }) => status === 500)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('never fails on lines, however they are broken', async () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('\n', '{', '\u{fffd}', '[', '"', JSON.stringify(report('a'))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        rowsOf(await lines(pieces.join('')));
      }),
      { numRuns: 60 },
    );
  });
});
