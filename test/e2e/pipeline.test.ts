import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Client, type RunAnswer } from '../../local/client.ts';
import { createReportCsv } from '../../local/report-server/report-csv.ts';
import { startReportServer, type ReportServer } from '../../local/report-server/start-report-server.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { scoresCsv } from '../support/example-definition.ts';
import { present } from '../support/present.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { onceAt, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { PATIENCE_MS } from '../support/patience.ts';

/** Of a test over runs that follow each other. */
const LONG = { timeout: 3 * PATIENCE_MS };
const ROWS = 500;

/** Runs when somebody asks for it. */
const BY_HAND = { valueStream: 'tests', recurrences: [] };
const ONCE = { policies: { retry: { maxAttempts: 1 } } };

const triggered = z.object({ runId: z.string() });

function pointersOf(body: unknown): readonly string[] {
  const problem = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(body);
  return problem.errors.map(({ pointer }) => pointer);
}

describe('a pipeline on the local stack', () => {
  let stack: Stack;
  let client: Client;
  let server: ReportServer;

  beforeAll(async () => {
    server = await startReportServer({ rows: ROWS, makeMs: 50, loadPeriodMs: 0 });
    stack = await startStack({ storage: await storageAccount(), strict: STRICT });
    client = new Client(stack.url);
    await upload(stack, 'baselines/a.csv', scoresCsv({ no: 20, yes: 20 }));
    await upload(stack, 'datasets/a.csv', scoresCsv({ no: 20, yes: 20 }));
    await client.scheduleJob(measuring('measure-a', 'datasets/a.csv'));
  });

  afterAll(async () => {
    await stack.stop();
    await server.stop();
  });

  function measuring(jobId: string, current: string): object {
    const task = { modelId: 'a', baseline: 'baselines/a.csv', scoreColumn: 'score', current };
    return { ...BY_HAND, ...ONCE, jobId, kind: 'stability', task };
  }

  async function post(
    path: string,
    body: object,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const headers = { 'content-type': 'application/json' };
    const sent = { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${stack.url}/api/${path}`, sent);
    return { status: answer.status, body: await answer.json() };
  }

  async function trigger(jobId: string, input?: object): Promise<string> {
    const asked = { author: 'ann', reason: 'a look', ...(input === undefined ? {} : { input }) };
    return triggered.parse((await post(`jobs/${jobId}/runs`, asked)).body).runId;
  }

  async function until(runId: string, states: readonly string[]): Promise<RunAnswer> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const run = await client.readRun(runId);
      if (states.includes(run.state)) return run;
      if (Date.now() > giveUpAt) throw new Error(`Run '${runId}' is ${run.state}.`);
      await pause(100);
    }
  }

  test('measures the report that its step before has collected, about the data of its own slot', async () => {
    const first = createReportCsv({ resource: 'drift', sequence: 1, offset: 0 }, { rows: ROWS });
    await upload(stack, 'baselines/drift.csv', Buffer.concat([...first.chunks()]).toString());
    await client.scheduleJob({
      ...{ ...BY_HAND, jobId: 'collect', kind: 'report-collection' },
      task: {
        ...{
          resource: 'drift',
          baseUrl: server.origin,
          poll: { intervalSeconds: 0.2, maxIntervalSeconds: 1 },
        },
        ...{
          requestPath: '/request_report?offset={offset}&resource=drift',
          outputPath: 'reports/{runId}.csv',
        },
      },
    });
    await client.scheduleJob({
      ...{ ...BY_HAND, jobId: 'drift', kind: 'stability' },
      after: { jobId: 'collect', deadlineSeconds: 600, pollSeconds: 5 },
      task: {
        ...{ modelId: 'drift', baseline: 'baselines/drift.csv', current: '{report}', scoreColumn: 'score' },
        characteristics: ['segment'],
      },
    });
    const nightly = {
      ...{ valueStream: 'tests', jobId: 'nightly', kind: 'pipeline' },
      task: {
        steps: [
          { name: 'collect', job: 'collect' },
          { name: 'measure', job: 'drift', input: { report: '{steps.collect.output.path}', day: '{yyyy}' } },
        ],
      },
    };
    await atNearInstant((at) => client.scheduleJob({ ...nightly, recurrences: [onceAt(at)] }));

    const run = await client.firstFinishedRun('nightly', PATIENCE_MS);

    expect(run.failure).toBeUndefined();
    expect(run.plain).toMatchObject({
      ...{ words: 'All 2 steps have succeeded.', output: { psi: 0, band: 'stable' } },
      figures: { collect: 'succeeded', measure: 'succeeded' },
    });
    const collected = await client.readRun(String(run.plain?.figures?.['collect (run)']));
    const measured = await fetch(`${stack.url}/api/runs/${String(run.plain?.figures?.['measure (run)'])}`);
    expect(await measured.json()).toMatchObject({
      input: { report: collected.report?.path, day: run.dueAt.slice(0, 4) },
      parent: { runId: run.runId, step: 'measure' },
      interval: { to: run.dueAt },
    });
  });

  test('goes on from the step that has failed, and retries that', async () => {
    await client.scheduleJob(measuring('measure-late', 'datasets/late.csv'));
    const steps = [
      { name: 'early', job: 'measure-a' },
      { name: 'late', job: 'measure-late' },
      { name: 'last', job: 'measure-a' },
    ];
    await client.scheduleJob({ ...BY_HAND, ...ONCE, jobId: 'mended', kind: 'pipeline', task: { steps } });
    const runId = await trigger('mended');

    expect((await until(runId, ['failed', 'succeeded'])).failure).toMatchObject({ reason: 'step-failed' });
    await upload(stack, 'datasets/late.csv', scoresCsv({ no: 20, yes: 20 }));
    await post(`runs/${runId}/retry`, { author: 'ann', reason: 'The data is there.' });

    expect((await until(runId, ['succeeded'])).plain?.words).toBe('All 3 steps have succeeded.');
    const runs = [...(await client.listRuns('measure-a')), ...(await client.listRuns('measure-late'))];
    expect(runs.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  describe('cancelled', () => {
    const WAITING = { readiness: { deadlineSeconds: 3600, pollSeconds: 5 } };

    /** A job whose run goes until it is cancelled, the others one after the other behind it. */
    async function scheduleEndless(jobId: string): Promise<void> {
      const { task, ...job } = z
        .looseObject({ task: z.object({}).loose() })
        .parse(measuring(jobId, 'datasets/never.csv'));
      const policies = { ...ONCE.policies, overlap: 'buffer-all' };
      await client.scheduleJob({ ...job, policies, task: { ...task, ...WAITING } });
    }

    async function schedulePipeline(
      jobId: string,
      jobs: readonly string[],
      more: object = {},
    ): Promise<void> {
      const steps = jobs.map((job) => ({ name: job, job }));
      await client.scheduleJob({ ...BY_HAND, ...ONCE, jobId, kind: 'pipeline', task: { steps }, ...more });
    }

    async function cancel(runId: string): Promise<{ readonly status: number; readonly body: unknown }> {
      return post(`runs/${runId}/cancel`, { author: 'ann', reason: 'Not today.' });
    }

    /** The only run of a job, once it is in one of these states. */
    async function runIn(jobId: string, states: readonly string[]): Promise<RunAnswer> {
      const giveUpAt = Date.now() + PATIENCE_MS;
      for (;;) {
        const runs = await client.listRuns(jobId);
        const [run] = runs;
        if (run !== undefined && runs.length === 1 && states.includes(run.state)) return run;
        if (Date.now() > giveUpAt) throw new Error(`Job '${jobId}' has runs ${JSON.stringify(runs)}.`);
        await pause(100);
      }
    }

    test('while it is queued, starts no step', LONG, async () => {
      await scheduleEndless('endless-1');
      const policies = { ...ONCE.policies, overlap: 'buffer-all' };
      await schedulePipeline('queued', ['endless-1'], { policies });
      const first = await trigger('queued');
      await runIn('endless-1', ['running']);
      const second = await trigger('queued');
      await until(second, ['waiting']);

      expect((await cancel(second)).status).toBe(200);
      expect((await cancel(first)).status).toBe(200);

      await runIn('endless-1', ['cancelled']);
      expect((await client.readRun(second)).state).toBe('cancelled');
    });

    test('between two steps, keeps what has succeeded and begins nothing more', LONG, async () => {
      await scheduleEndless('endless-2');
      await client.scheduleJob(measuring('measure-b', 'datasets/a.csv'));
      await schedulePipeline('halfway', ['measure-b', 'endless-2', 'measure-a']);
      const before = (await client.listRuns('measure-a')).length;
      const occupying = await trigger('endless-2');
      await until(occupying, ['running']);
      const runId = await trigger('halfway');
      const held = await stepOf(runId, 'endless-2');

      expect((await cancel(runId)).status).toBe(200);
      await until(held, ['cancelled']);
      await cancel(occupying);

      await until(occupying, ['cancelled']);
      expect((await runIn('measure-b', ['succeeded'])).state).toBe('succeeded');
      expect(await client.listRuns('measure-a')).toHaveLength(before);
      expect((await client.readRun(held)).startedAt).toBeUndefined();
    });

    test('after its end is told so, twice is once', LONG, async () => {
      await schedulePipeline('short', ['measure-a']);
      const runId = await trigger('short');
      await until(runId, ['succeeded']);

      expect(await cancel(runId)).toMatchObject({
        status: 409,
        body: { detail: `Run '${runId}' is succeeded and cannot be cancelled: it has ended.` },
      });
      await scheduleEndless('endless-3');
      await schedulePipeline('long', ['endless-3']);
      const long = await trigger('long');
      await runIn('endless-3', ['running']);
      expect((await cancel(long)).status).toBe(200);
      expect((await cancel(long)).status).toBe(200);
      await runIn('endless-3', ['cancelled']);
    });

    test('reaches its steps although its orchestration is lost', LONG, async () => {
      await scheduleEndless('endless-4');
      await schedulePipeline('lost', ['endless-4']);
      const runId = await trigger('lost');
      await runIn('endless-4', ['running']);
      const instance = `${stack.url}/runtime/webhooks/durabletask/instances/${runId}`;
      await fetch(`${instance}/terminate?reason=test`, { method: 'POST' });
      await vi.waitFor(async () => {
        expect(await (await fetch(instance)).json()).toMatchObject({ runtimeStatus: 'Terminated' });
      }, PATIENCE_MS);

      expect((await cancel(runId)).status).toBe(200);

      await runIn('endless-4', ['cancelled']);
      expect((await client.readRun(runId)).state).toBe('cancelled');
    });

    /** The run of a job that waits for its turn, as the step of a pipeline. */
    async function stepOf(pipelineRun: string, jobId: string): Promise<string> {
      return vi.waitFor(async () => {
        const runs = z
          .object({
            items: z.array(
              z.object({ runId: z.string(), state: z.string(), parent: z.unknown().optional() }),
            ),
          })
          .parse(await (await fetch(`${stack.url}/api/jobs/${jobId}/runs`)).json()).items;
        const step = runs.find(({ parent }) => JSON.stringify(parent ?? null).includes(pipelineRun));
        if (step?.state !== 'waiting') throw new Error(`No step of '${pipelineRun}' waits.`);
        return step.runId;
      }, PATIENCE_MS);
    }
  });

  test('fails at once where a step was given the concurrency key that it holds itself', LONG, async () => {
    const shared = { policies: { ...ONCE.policies, concurrency: { key: 'cluster', limit: 2 } } };
    const steps = [{ name: 'only', job: 'limited' }];
    const pipeline = { ...BY_HAND, ...shared, jobId: 'limiting', kind: 'pipeline', task: { steps } };
    await client.ensureJob({ ...measuring('limited', 'datasets/a.csv'), ...shared, jobId: 'limited' });
    const refused = await post('jobs/schedule', pipeline);
    await client.ensureJob({ ...measuring('limited', 'datasets/a.csv'), jobId: 'limited' });
    await client.scheduleJob(pipeline);
    await client.ensureJob({ ...measuring('limited', 'datasets/a.csv'), ...shared, jobId: 'limited' });

    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/task/steps/0/job' }] } });
    const run = await until(await trigger('limiting'), ['failed', 'succeeded']);
    expect(run.failure?.reason).toBe('step-failed');
    expect(run.failure?.message).toContain("place-held: Run '");
    expect(run.failure?.message).toContain("the concurrency key 'cluster'");
  });

  test('is told every problem of a request at once', async () => {
    const steps = [
      { name: 'a', job: 'nobody' },
      { name: 'a', job: 'every', needs: ['c'], input: { x: '{steps.b.output}' } },
      { name: '9', job: 'measure-a', onFailure: 'shrug' },
    ];
    const form = await post('jobs/schedule', {
      ...BY_HAND,
      jobId: 'every',
      kind: 'pipeline',
      task: { steps },
    });
    const well = steps.slice(0, 1).concat([
      { name: 'b', job: 'every' },
      { name: 'c', job: 'nobody-else' },
    ]);
    const names = await post('jobs/schedule', {
      ...BY_HAND,
      jobId: 'every',
      kind: 'pipeline',
      task: { steps: well },
    });

    expect([form.status, names.status]).toEqual([400, 400]);
    expect(pointersOf(form.body)).toEqual(['/task/steps/2/name', '/task/steps/2/onFailure']);
    expect(pointersOf(names.body)).toEqual(['/task/steps/0/job', '/task/steps/1/job', '/task/steps/2/job']);
  });

  test('cancels what its steps have going', async () => {
    const late = { readiness: { deadlineSeconds: 3600, pollSeconds: 5 } };
    const { task, ...job } = z
      .looseObject({ task: z.object({}).loose() })
      .parse(measuring('waiting', 'datasets/no.csv'));
    await client.scheduleJob({ ...job, task: { ...task, ...late } });
    const steps = [{ name: 'inner', job: 'waiting' }];
    await client.scheduleJob({ ...BY_HAND, jobId: 'inner', kind: 'pipeline', task: { steps } });
    const outer = [{ name: 'outer', job: 'inner' }];
    await client.scheduleJob({ ...BY_HAND, jobId: 'outer', kind: 'pipeline', task: { steps: outer } });
    const runId = await trigger('outer');
    await runOf('waiting');

    await post(`runs/${runId}/cancel`, { author: 'ann', reason: 'Not today.' });

    await until(present(await runOf('inner')).runId, ['cancelled']);
    expect((await until(present(await runOf('waiting')).runId, ['cancelled'])).state).toBe('cancelled');
  });

  test.each([
    ['a job that is not there', [{ name: 'a', job: 'nobody' }], "there is no job 'nobody'"],
    ['itself', [{ name: 'a', job: 'circle' }], 'must be another job'],
    [
      'steps in a circle',
      [
        { name: 'a', job: 'measure-a', needs: ['b'] },
        { name: 'b', job: 'measure-a', needs: ['a'] },
      ],
      'must not need itself over others: a needs b needs a',
    ],
    [
      'a step that has not ended by then',
      [
        { name: 'a', job: 'measure-a', input: { x: '{steps.b.output.path}' } },
        { name: 'b', job: 'measure-a' },
      ],
      "'{steps.b.output.path}' is no placeholder",
    ],
  ])('is refused with %s', async (_what, steps, said) => {
    const refused = await post('jobs/schedule', {
      ...BY_HAND,
      jobId: 'circle',
      kind: 'pipeline',
      task: { steps },
    });

    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(refused.body)).toContain(said);
  });

  /** The run of a job, as soon as there is one. */
  async function runOf(jobId: string): Promise<RunAnswer | undefined> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const run = (await client.listRuns(jobId)).find(({ state }) => state !== 'pending');
      if (run !== undefined || Date.now() > giveUpAt) return run;
      await pause(100);
    }
  }
});
