import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { PATIENCE } from '../support/patience.ts';
import { scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';

const MODELS = 12;

const fleetView = z.object({
  state: z.string(),
  progress: z.object({
    isUpToDate: z.boolean(),
    last: z.object({ counts: z.record(z.string(), z.number()) }).optional(),
  }),
});

const jobPage = z.object({ items: z.array(z.object({ generation: z.number() })) });

const jobView = z.object({
  jobId: z.string(),
  generation: z.number(),
  task: z.object({ baselineId: z.string(), thresholds: z.object({ moderate: z.number() }) }),
  fleet: z.object({ overridden: z.array(z.string()) }),
});

/** Next year's morning, on which nothing is dispatched while the test runs. */
const YEARLY = { type: 'cron', expression: '0 6 1 1 *', timeZone: 'UTC', startAt: '2990-06-01T00:00:00Z' };

function fleet(moderate: number): object {
  const task = {
    ...{ modelId: '{modelId}', baseline: 'baselines/all.csv', current: 'datasets/{modelId}.csv' },
    thresholds: { moderate },
  };
  return {
    ...{ valueStream: 'tests', selector: { idPrefix: 'm' } },
    template: { kind: 'stability', task, recurrences: [YEARLY] },
    overrides: { m3: { task: { thresholds: { moderate: 0.01 } } } },
  };
}

describe('a fleet on the local stack', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount() });
    await upload(stack, 'baselines/all.csv', scoresCsv(100));
  });

  afterAll(() => stack.stop());

  function ask(request: string, body?: object, ifMatch?: string): Promise<Response> {
    const [method = '', path = ''] = request.split(' ');
    const headers = {
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return fetch(`${stack.url}/api/${path}`, init);
  }

  /** The fleet when its jobs are what it wants: a request does only what it has time for, and where nobody else is at it. */
  async function settled() {
    return vi.waitFor(async () => {
      const { progress } = fleetView.parse(await (await ask('GET fleets/all')).json());
      expect(progress.isUpToDate).toBe(true);
      return progress;
    }, PATIENCE);
  }

  /** Those of all jobs of the fleet. Of two at the same work each counts only its own, so that counts say less. */
  async function generations(): Promise<readonly number[]> {
    const { items } = jobPage.parse(await (await ask('GET fleets/all/jobs?limit=100')).json());
    return items.map(({ generation }) => generation);
  }

  async function job(jobId: string) {
    return jobView.parse(await (await ask(`GET jobs/${jobId}`)).json());
  }

  test('makes, edits and deletes its jobs as one, and takes in a model that comes later', async () => {
    const ids = Array.from({ length: MODELS }, (_, index) => `m${index}`);
    for (const id of ids) expect((await ask(`PUT models/${id}`, { valueStream: 'tests' })).status).toBe(201);

    const made = await ask('PUT fleets/all', fleet(0.1));
    expect(made.status).toBe(201);
    expect((await settled()).last?.counts).toMatchObject({ models: MODELS, failed: 0 });
    expect(await generations()).toEqual(ids.map(() => 1));
    const before = await job('all--m0');

    const preview: unknown = await (await ask('POST fleets/all/preview', fleet(0.2))).json();
    expect(preview).toMatchObject({ counts: { edit: MODELS - 1, unchanged: 1, fail: 0 } });
    const edited = await ask('PUT fleets/all', fleet(0.2), made.headers.get('etag') ?? '');
    expect(edited.status).toBe(200);
    expect((await settled()).last?.counts).toMatchObject({ models: MODELS, failed: 0 });
    expect((await generations()).filter((generation) => generation === 2)).toHaveLength(MODELS - 1);
    const after = await job('all--m0');
    expect(after).toMatchObject({ generation: 2, task: { thresholds: { moderate: 0.2 } } });
    expect(after.task.baselineId).toBe(before.task.baselineId);
    expect(await job('all--m3')).toMatchObject({
      ...{ generation: 1, task: { thresholds: { moderate: 0.01 } } },
      fleet: { overridden: ['/task/thresholds/moderate'] },
    });

    expect((await ask('PATCH jobs/all--m0', { description: 'Mine.' }, '*')).status).toBe(409);
    expect((await ask('PUT models/m99', { valueStream: 'tests' })).status).toBe(201);
    expect((await job('all--m99')).generation).toBe(1);

    // 202 where a pass of the timer is at it at the same time.
    expect([202, 204]).toContain((await ask('DELETE fleets/all')).status);
    await vi.waitFor(async () => {
      expect((await ask('GET fleets/all')).status).toBe(404);
    }, PATIENCE);
    expect((await ask('GET jobs/all--m0')).status).toBe(404);
  });
});
