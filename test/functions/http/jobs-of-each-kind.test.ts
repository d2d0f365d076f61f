import { beforeEach, describe, expect, test } from 'vitest';
import { createCommitResult } from '../../../shared/application/finish-run.ts';
import { createDeliverResults } from '../../../shared/kinds/stability/application/deliver-results.ts';
import { createRecordStability } from '../../../shared/kinds/stability/application/record-stability.ts';
import { readStabilityDetail } from '../../../shared/contracts/stability-detail.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { scoresCsv } from '../../support/example-definition.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';
import { exampleReportSummary } from '../../support/example-report-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const DAILY = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };
const COLLECTION = {
  jobId: 'sales-report',
  kind: 'report-collection',
  valueStream: 'retention',
  task: { resource: 'sales', baseUrl: 'https://reports.example.com' },
  recurrences: [DAILY],
};
const MEASUREMENT = {
  jobId: 'churn-daily',
  kind: 'stability',
  valueStream: 'retention',
  task: { modelId: 'churn', baseline: 'baselines/churn.csv', current: '{report}', scoreColumn: 'score' },
  after: { jobId: 'sales-report', deadlineSeconds: 600 },
  recurrences: [DAILY],
};
const JSON_TYPE = { 'content-type': 'application/json' };
const RUN = { runId: runIdOf(jobIdFrom('sales-report'), at('2026-03-01T06:00:00Z')), attempt: 1 };

let world: MemoryWorld;
let app: RecordingRegistry;

function send(name: string, body: object, request: object = {}): Promise<Answer> {
  return app.call(name, { headers: JSON_TYPE, body: JSON.stringify(body), ...request });
}

function edit(jobId: string, body: object): Promise<Answer> {
  const headers = { ...JSON_TYPE, 'if-match': '*' };
  return app.call('editJob', { params: { jobId }, headers, body: JSON.stringify(body) });
}

/** A collection, and a measurement of what it collects. */
beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  app = registerIn(world);
  expect((await send('scheduleJob', COLLECTION)).status).toBe(201);
  expect((await send('scheduleJob', MEASUREMENT)).status).toBe(201);
});

/** Both jobs' first runs have begun, and the collection has its report. */
async function collect(): Promise<void> {
  world.clock.moveTo('2026-03-01T06:00:00Z');
  await app.tick('dispatchDueRuns');
  for (const { runId, attempt } of world.queue.sent) await app.deliver('startRun', { runId, attempt });
  world.clock.moveTo('2026-03-01T06:00:30Z');
  await createCommitResult(world)(RUN, exampleReportSummary());
}

describe('a job that comes after another', () => {
  test('shows that, with its defaults', async () => {
    const { json } = await app.call('readJob', { params: { jobId: 'churn-daily' } });

    expect(json).toMatchObject({
      after: { jobId: 'sales-report', deadlineSeconds: 600, pollSeconds: 10 },
      task: { current: '{report}' },
      warnings: [],
    });
  });

  test('is warned of slots that the other job does not have', async () => {
    await edit('sales-report', { ...COLLECTION, recurrences: [{ ...DAILY, expression: '0 5 * * *' }] });

    const { json } = await app.call('readJob', { params: { jobId: 'churn-daily' } });

    expect(json).toMatchObject({ warnings: [{ code: 'upstream-not-due', pointer: '/after/jobId' }] });
  });

  test('does not hinder that the other is deleted, and is warned of it', async () => {
    expect((await app.call('deleteJob', { params: { jobId: 'sales-report' } })).status).toBe(204);

    const { json } = await app.call('readJob', { params: { jobId: 'churn-daily' } });

    expect(json).toMatchObject({ warnings: [{ code: 'no-upstream', pointer: '/after/jobId' }] });
  });

  test('keeps, changes and drops it with a new definition', async () => {
    const longer = { ...MEASUREMENT, after: { ...MEASUREMENT.after, deadlineSeconds: 1200 } };
    const { after: _none, ...alone } = MEASUREMENT;
    const task = { ...MEASUREMENT.task, current: 'datasets/churn.csv' };

    expect((await edit('churn-daily', longer)).json).toMatchObject({ after: { deadlineSeconds: 1200 } });
    const atNoon = { ...longer, recurrences: [{ ...DAILY, expression: '0 12 * * *' }] };
    expect((await edit('churn-daily', atNoon)).json).toMatchObject({ after: { deadlineSeconds: 1200 } });
    expect((await edit('churn-daily', { ...alone, task })).json).not.toHaveProperty('after');
  });

  test('may not close a circle by an edit', async () => {
    const { status, json } = await edit('sales-report', { ...COLLECTION, after: { jobId: 'churn-daily' } });

    expect(status).toBe(400);
    expect(problemBody.parse(json).errors).toEqual([
      {
        pointer: '/after/jobId',
        detail: 'must not come after this job again: sales-report after churn-daily after sales-report',
      },
    ]);
  });
});

describe('a report collection beside a measurement', () => {
  test('shows what its run has collected', async () => {
    await collect();

    const { json } = await app.call('readRun', { params: { runId: RUN.runId } });

    expect(json).toMatchObject({ state: 'succeeded', result: exampleReportSummary() });
    expect(json).not.toHaveProperty('detail');
  });

  test('is listed with it, but not by its model', async () => {
    const ids = async (query: string): Promise<unknown> => (await app.call('listJobs', { query })).json;

    expect(await ids('')).toMatchObject({ items: [{ jobId: 'churn-daily' }, { jobId: 'sales-report' }] });
    expect(await ids('modelId=churn')).toMatchObject({ items: [{ jobId: 'churn-daily' }] });
  });

  test('has its runs listed with those of it', async () => {
    await collect();

    const all = await app.call('listAllRuns');
    const own = await app.call('listRuns', { params: { jobId: 'sales-report' } });

    expect(all.json).toMatchObject({ items: [{}, {}] });
    expect(own.json).toMatchObject({ items: [{ result: { kind: 'report-collection', rowCount: 40 } }] });
  });

  test('has slots, a preview and a simulation like it', async () => {
    await collect();
    const params = { jobId: 'sales-report' };
    const query = 'from=2026-03-01T00%3A00%3A00Z&to=2026-03-03T00%3A00%3A00Z';
    const march = { from: '2026-03-01T00:00:00Z', until: '2026-03-09T00:00:00Z' };

    expect((await app.call('listSlots', { params, query })).json).toMatchObject({
      items: [{ answer: 'ran', runState: 'succeeded' }, { answer: 'pending' }],
    });
    expect((await app.call('previewJob', { params, query: 'count=1' })).status).toBe(200);
    expect((await send('simulateJob', march, { params })).status).toBe(200);
  });

  test('can be paused, resumed, run by hand and backfilled like it', async () => {
    const params = { jobId: 'sales-report' };
    const why = { author: 'ada', reason: 'A rebuild.' };
    const january = { from: '2026-01-01T00:00:00Z', until: '2026-01-02T23:59:59Z' };

    expect((await send('pauseJob', why, { params })).status).toBe(200);
    expect((await send('resumeJob', { runMissed: 'none' }, { params })).json).toMatchObject({
      state: 'active',
    });
    expect((await send('triggerRun', why, { params })).status).toBe(202);
    expect((await send('startBackfill', { ...why, ...january }, { params })).status).toBe(202);
  });

  test('is audited like it', async () => {
    await collect();
    world.clock.moveTo('2026-03-01T07:00:00Z');
    await app.tick('auditJobs');

    expect((await app.call('readAudit')).json).toMatchObject({
      lastRound: { jobs: 2, slots: 2, unanswered: 0, failures: 0 },
    });
  });

  test('leaves no measurement and no rows behind', async () => {
    await collect();
    const sink = { deliver: () => Promise.reject(new Error('Nothing of it is delivered.')) };

    await createRecordStability(world)(RUN.runId);
    await createDeliverResults({ ...world, sink, readDetail: readStabilityDetail })(RUN.runId);

    expect((await app.call('listStability', { params: { modelId: 'churn' } })).json).toMatchObject({
      items: [],
    });
    expect((await app.call('listModels')).json).toMatchObject({ items: [{ modelId: 'churn' }] });
    expect(present(await world.runs.get(RUN.runId)).value.state).toBe('succeeded');
  });

  test('stays a report collection whatever an edit says', async () => {
    const { after: _none, jobId: _other, ...definition } = MEASUREMENT;
    const task = { ...MEASUREMENT.task, current: 'datasets/churn.csv' };

    const { json } = await edit('sales-report', { ...definition, task });

    expect(problemBody.parse(json).errors).toMatchObject([{ pointer: '/kind' }]);
  });
});
