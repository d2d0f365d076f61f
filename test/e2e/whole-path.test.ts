import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Client } from '../../local/client.ts';
import { readBuildReport } from '../../local/packaging/build-report.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { overviewSchema } from '../../shared/contracts/http/overview-view.ts';
import { readExposition } from '../support/metrics/read-exposition.ts';
import { STRICT } from '../support/strict.ts';
import { storageAccount } from '../support/storage-account.ts';
import { documentIds, jobRequest, onceAt, scheduleSoon, scoresCsv, upload } from '../support/stack-data.ts';
import { PATIENCE, PATIENCE_MS } from '../support/patience.ts';

/** The log of a run or a job as text. */
async function logOf(url: string, path: string, query = ''): Promise<string> {
  const response = await fetch(`${url}/api/${path}/logs?${query}`, { headers: { accept: 'text/plain' } });
  return response.text();
}

describe('a stability job on the local stack', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount(), strict: STRICT });
    client = new Client(stack.url);
    // What is to be counted begins with the first look.
    await stack.host.runTimer('followRuns');
    await upload(stack, 'baselines/m.csv', scoresCsv(1000));
    await upload(stack, 'datasets/m.csv', scoresCsv(1000, 500));
  });

  afterAll(() => stack.stop());

  test('runs at its time and leaves one result with its bins', async () => {
    await scheduleSoon(client, 'one');

    const run = await client.firstFinishedRun('one', PATIENCE_MS);

    expect(run).toMatchObject({ state: 'succeeded', result: { band: 'significant-shift' } });
    expect(run.result?.worstCharacteristics).toEqual([{ name: 'level', psi: 0, band: 'stable' }]);
    // Deciles of 0…999 against 500…1499: five bins are left, one holds half of the rows and more.
    const score = run.detail?.columns.find(({ name }) => name === 'score');
    expect(score?.bins.map(({ actualCount }) => actualCount)).toEqual([
      0, 0, 0, 0, 0, 100, 100, 100, 100, 600, 0,
    ]);
    expect(Date.parse(run.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(run.dueAt));
    // What was measured is recorded a moment after the run has ended.
    await expect.poll(() => documentIds(stack.settings, 'stability')).toContain(run.runId);
  });

  test('does the work of one dispatcher when ten look at once', async () => {
    const every = { type: 'interval', everySeconds: 1 };
    await client.scheduleJob(jobRequest('often', every));

    await Promise.all(Array.from({ length: 10 }, () => stack.host.runTimer('dispatchDueRuns')));

    const runs = await client.listRuns('often');
    expect(new Set(runs.map(({ dueAt }) => dueAt)).size).toBe(runs.length);
    await fetch(`${stack.url}/api/jobs/often`, { method: 'DELETE' });
  });

  test('runs once although its message comes four times', async () => {
    await scheduleSoon(client, 'repeated');
    const [run] = await client.listRuns('repeated');
    const bus = new ServiceBusClient(stack.settings['SERVICE_BUS'] ?? '');
    const sender = bus.createSender('runs');
    const runId = run?.runId;

    for (const copy of ['x', 'y'])
      await sender.sendMessages({ body: { runId, attempt: 1 }, messageId: copy });
    const finished = await client.firstFinishedRun('repeated', PATIENCE_MS);
    await sender.sendMessages({ body: { runId, attempt: 1 }, messageId: 'z' });
    await expect
      .poll(() => stack.serviceBus.counts('runs'))
      .toMatchObject({ active: 0, locked: 0, deadLettered: 0 });
    await expect.poll(() => documentIds(stack.settings, 'stability')).toContain(runId);

    expect(await client.readRun(finished.runId)).toEqual(finished);
    const ids = await documentIds(stack.settings, 'stability');
    expect(ids.filter((id) => id === runId)).toHaveLength(1);
    await bus.close();
  });

  test('fails with a reason that names the file when there is no current data', async () => {
    await scheduleSoon(client, 'no-data', {
      task: { modelId: 'm', baseline: 'baselines/m.csv', current: 'datasets/nothing.csv' },
    });

    const run = await client.firstFinishedRun('no-data', PATIENCE_MS);

    expect(run).toMatchObject({ state: 'failed', failure: { reason: 'current-not-found' } });
    expect(run.failure?.message).toContain('datasets/nothing.csv');
    await vi.waitFor(async () => {
      const log = await logOf(stack.url, `runs/${run.runId}`);
      expect(log).toMatch(/ error recordFailure: The attempt has failed\. .*current-not-found/);
    }, PATIENCE);
  });

  test('tells in its log what was measured', async () => {
    await scheduleSoon(client, 'told');
    const run = await client.firstFinishedRun('told', PATIENCE_MS);

    await vi.waitFor(async () => {
      expect(await logOf(stack.url, `runs/${run.runId}`)).toMatch(
        / measureStability: Measured\. .*rows=1000/,
      );
    }, PATIENCE);
    expect(await logOf(stack.url, 'jobs/told', 'text=MEASURED')).toContain('significant-shift');
    expect(await logOf(stack.url, 'jobs/told', 'level=error')).toBe('');
  });

  test('measures against the baseline as it was when the job was scheduled', async () => {
    await upload(stack, 'baselines/frozen.csv', scoresCsv(1000));
    await upload(stack, 'datasets/frozen.csv', scoresCsv(1000));
    await scheduleSoon(client, 'frozen', {
      task: {
        modelId: 'frozen',
        baseline: 'baselines/frozen.csv',
        current: 'datasets/frozen.csv',
        scoreColumn: 'score',
      },
    });

    await upload(stack, 'baselines/frozen.csv', scoresCsv(1000, 700));
    const run = await client.firstFinishedRun('frozen', PATIENCE_MS);

    expect(run.result?.psi).toBe(0);
  });

  test('is in the overview, and its model in the list by how it stands', async () => {
    await stack.host.runTimer('followRuns');

    const read = async (path: string): Promise<unknown> => (await fetch(`${stack.url}/api/${path}`)).json();
    const { attention, runs, dispatch } = overviewSchema.parse(await read('overview'));
    const ended = runs.reduce((sum, { byState: { succeeded, failed } }) => sum + succeeded + failed, 0);
    expect(ended).toBeGreaterThanOrEqual(3);
    expect(attention.failing.count).toBeGreaterThanOrEqual(1);
    expect(dispatch.caughtUpAt).toBeDefined();
    expect(await read('models?sort=-psi&recent=5')).toHaveProperty('items.0.recent.0.psi');
    expect(await read('load?minutes=5')).toMatchObject({ isPartial: false });
    expect(await read('jobs?count=true&limit=1')).toHaveProperty('total');
  });

  test('is counted for whoever scrapes the figures, with what the queues hold', async () => {
    await stack.host.runTimer('followRuns');

    const answer = await fetch(`${stack.url}/api/metrics`);
    const families = readExposition(await answer.text(), 'text');
    const linesOf = (name: string) => families.get(name)?.samples ?? [];

    const ends = linesOf('evenkeel_runs_finished_total').filter(
      ({ labels }) => labels['kind'] === 'stability',
    );
    expect(ends.find(({ labels }) => labels['state'] === 'succeeded')?.value).toBeGreaterThanOrEqual(2);
    expect(ends.find(({ labels }) => labels['state'] === 'failed')?.value).toBe(1);
    expect(linesOf('evenkeel_stability_psi').map(({ labels }) => labels['model_id'])).toContain('m');
    expect(linesOf('evenkeel_queue_messages').map(({ labels }) => labels)).toContainEqual({
      queue: 'runs-bulk',
      state: 'dead-letter',
    });
    expect(linesOf('evenkeel_scrape_errors').map(({ labels }) => labels['part'])).toContain('alerts');
    expect(linesOf('evenkeel_scrape_errors').filter(({ value }) => value !== 0)).toEqual([]);
  });

  test('starts nothing for a job that was deleted before its time', async () => {
    // So far ahead that it cannot have begun before it is deleted.
    await client.scheduleJob(jobRequest('deleted', onceAt(Date.now() + 30_000)));

    const answer = await fetch(`${stack.url}/api/jobs/deleted`, { method: 'DELETE' });
    const run = await client.firstFinishedRun('deleted', PATIENCE_MS);

    expect(answer.status).toBe(204);
    expect(run).toMatchObject({ state: 'skipped', answer: 'skipped: job-deleted' });
    expect((await fetch(`${stack.url}/api/jobs/deleted`)).status).toBe(404);
  });

  test('answers a bad body with every fault at once', async () => {
    const answer = await fetch(`${stack.url}/api/jobs/schedule`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'stability', task: { modelId: 'm', baseline: 'x', speed: 1 } }),
    });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem: unknown = await answer.json();
    expect(problem).toMatchObject({
      errors: [
        { pointer: '/valueStream', detail: 'is missing' },
        { pointer: '/task/baseline' },
        { pointer: '/task/current', detail: 'is missing' },
        { pointer: '/task/speed', detail: 'is not a known field' },
        { pointer: '/recurrences', detail: 'is missing' },
      ],
    });
  });

  test('is healthy', async () => {
    const answer = await fetch(`${stack.url}/api/health`);
    const health: unknown = await answer.json();

    expect(health).toMatchObject({
      status: 'healthy',
      checks: { cosmos: 'ok', serviceBus: 'ok', storage: 'ok' },
    });
    expect(health).toHaveProperty(
      'version',
      (await readBuildReport(join(import.meta.dirname, '../..'))).version,
    );
  });
});
