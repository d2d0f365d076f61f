import { beforeEach, describe, expect, test } from 'vitest';
import { NEW_ID_RULE } from '../../../shared/contracts/new-id.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type RecordingRegistry } from '../../support/recording-registry.ts';

const JOB = {
  ...{ kind: 'report-collection', valueStream: 'retention' },
  task: { resource: 'sales', baseUrl: 'https://reports.example.com' },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
};
const RULE = {
  ...{ valueStream: 'retention', conditions: [{ type: 'run-failed' }] },
  channels: [{ type: 'recipients' }],
};
const headers = { 'content-type': 'application/json' };

let app: RecordingRegistry;

beforeEach(() => {
  app = registerIn(createMemoryWorld('2026-03-01T00:00:00Z'));
});

describe('what is called as the address at which the page makes one', () => {
  test.for<[string, string, Record<string, string>, object]>([
    ['a job', 'scheduleJob', {}, { ...JOB, jobId: 'new' }],
    ['a job, in capitals', 'scheduleJob', {}, { ...JOB, jobId: 'New' }],
    ['a job that is put', 'editJob', { jobId: 'new' }, JOB],
    ['a model', 'saveModel', { modelId: 'new' }, { valueStream: 'retention' }],
    ['a rule', 'saveAlertRule', { ruleId: 'new' }, RULE],
  ])('is not made: %s', async ([, operation, params, body]) => {
    const answer = await app.call(operation, { params, headers, body: JSON.stringify(body) });

    expect(answer.status).toBe(400);
    const { errors = [] } = problemBody.parse(answer.json);
    expect(errors.map(({ detail }) => detail)).toEqual([NEW_ID_RULE]);
    expect(errors[0]?.pointer).toMatch(/Id$/);
  });

  test('is no row of many either', async () => {
    const body = JSON.stringify({ jobs: [{ ...JOB, jobId: 'new' }] });

    const answer = await app.call('bulkJobs', { headers, body });

    expect(answer.json).toMatchObject({ rows: [{ errors: [{ pointer: '/jobId', detail: NEW_ID_RULE }] }] });
  });

  test.for(['newest', 'new-churn'])('is not %s', async (modelId) => {
    const body = JSON.stringify({ valueStream: 'retention' });

    expect((await app.call('saveModel', { params: { modelId }, headers, body })).status).toBe(201);
  });
});
