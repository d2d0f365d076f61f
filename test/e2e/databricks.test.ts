import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Client } from '../../local/client.ts';
import { startDatabricks, type Databricks } from '../../local/databricks/start-databricks.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { onceAt } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const TRAIN = '9007199254740993';
const FLAKY = '9007199254740995';
const ENDLESS = '9007199254740997';
const LONG = '9007199254740999';

describe('jobs in a Databricks workspace on the local stack', () => {
  let folder: string;
  let workspace: Databricks;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'evenkeel-databricks-'));
    workspace = await startDatabricks({
      clients: { evenkeel: 's3cret' },
      takesMs: 200,
      pendingMs: 50,
      jobs: [
        { jobId: TRAIN, name: 'train', tasks: [{ key: 'train', output: outputOf }] },
        { jobId: FLAKY, name: 'flaky', tasks: [{ key: 'prepare' }, { key: 'train', failures: 1 }] },
        { jobId: ENDLESS, name: 'endless', tasks: [{ key: 'train', takesMs: Infinity }] },
        { jobId: LONG, name: 'long', tasks: [{ key: 'train', takesMs: Infinity }] },
      ],
    });
    await start();
  });

  afterAll(async () => {
    await stack.stop();
    await workspace.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    stack = await startStack({
      ...{ dataDir: folder, storage: await storageAccount(), strict: STRICT },
      settings: {
        DATABRICKS__default__host: workspace.origin,
        DATABRICKS__default__oauthClientId: 'evenkeel',
        DATABRICKS__default__oauthSecret: 'databricks_client',
        SECRETS__databricks_client: 's3cret',
      },
    });
    client = new Client(stack.url);
  }

  /** Schedules a job that runs a job of the workspace once, at once. */
  async function schedule(jobId: string, databricksJobId: string, task: object = {}): Promise<void> {
    const job = {
      ...{ jobId, kind: 'databricks', valueStream: 'tests' },
      task: {
        ...{ purpose: 'model-training', modelId: jobId },
        work: { type: 'job', jobId: databricksJobId, parameters: { run: '{runId}' } },
        poll: { intervalSeconds: 1, maxIntervalSeconds: 1 },
        ...task,
      },
      policies: { retry: { maxAttempts: 2, initialDelaySeconds: 1 } },
    };
    await atNearInstant((at) => client.scheduleJob({ ...job, recurrences: [onceAt(at)] }));
  }

  function runOf(databricksJobId: string): string {
    const run = workspace.runs.find(({ jobId }) => jobId === databricksJobId);
    if (run === undefined) throw new Error('It has not started.');
    return run.runId;
  }

  async function resultOf(jobId: string): Promise<unknown> {
    const { runId } = await client.firstFinishedRun(jobId, PATIENCE_MS);
    const response = await fetch(`${stack.url}/api/runs/${runId}`);
    return response.json();
  }

  test('end with what they tell, are retried, and fail with the reason', async () => {
    workspace.setTroubles([{ operation: 'run-now', times: 2, status: 429, retryAfter: '1' }]);
    await Promise.all([
      schedule('trained', TRAIN),
      schedule('repaired', FLAKY, { onRetry: 'repair-failed' }),
      schedule('unknown-job', '4711'),
    ]);

    expect(await resultOf('trained')).toMatchObject({
      state: 'succeeded',
      result: {
        kind: 'databricks',
        words: 'Trained model trained (version 12).',
        link: { url: `${workspace.origin}/?o=1#job/${TRAIN}/run/${runOf(TRAIN)}` },
        figures: { modelVersion: '12', 'metric auc': 0.81 },
      },
    });
    expect(await resultOf('repaired')).toMatchObject({
      state: 'succeeded',
      result: { figures: { repairs: 1 } },
    });
    expect(await resultOf('unknown-job')).toMatchObject({ failure: { reason: 'service-refused' } });
    // One token for all of them, however often each step was repeated.
    expect(workspace.countOf('token')).toBeLessThanOrEqual(2);
    expect(workspace.runs).toHaveLength(2);
  });

  test('are cancelled in the workspace too, and survive a restart', async () => {
    await Promise.all([schedule('cancelled', ENDLESS), schedule('restarted', LONG)]);
    const [endless, long] = await vi.waitFor(() => [runOf(ENDLESS), runOf(LONG)] as const, PATIENCE_MS);
    await stack.stop();
    await start();

    const [run] = await client.listRuns('cancelled');
    await fetch(`${stack.url}/api/runs/${run?.runId ?? ''}/cancel`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'Enough.' }),
    });
    workspace.finish(long, 'succeeded');

    await vi.waitFor(() => {
      expect(workspace.standingOf(endless)).toBe('TERMINATED CANCELED');
    }, PATIENCE_MS);
    expect(await resultOf('restarted')).toMatchObject({ state: 'succeeded' });
    expect(workspace.runs.filter(({ jobId }) => jobId === LONG)).toHaveLength(1);
  });

  test(
    'are cancelled while the workspace turns them away, and start nothing',
    { timeout: 3 * PATIENCE_MS },
    async () => {
      const before = workspace.runs.length;
      workspace.setTroubles([{ operation: 'run-now', times: 1000, status: 429, retryAfter: '1' }]);
      const asked = workspace.countOf('run-now');
      await schedule('turned-away', TRAIN);
      await vi.waitFor(() => {
        expect(workspace.countOf('run-now')).toBeGreaterThan(asked + 1);
      }, PATIENCE_MS);

      const [run] = await client.listRuns('turned-away');
      const cancelled = await fetch(`${stack.url}/api/runs/${run?.runId ?? ''}/cancel`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'Enough.' }),
      });
      expect(cancelled.status).toBe(200);
      workspace.setTroubles([]);
      await schedule('let-in', TRAIN);

      expect(await resultOf('let-in')).toMatchObject({ state: 'succeeded' });
      expect(await resultOf('turned-away')).toMatchObject({ state: 'cancelled' });
      expect(workspace.runs).toHaveLength(before + 1);
    },
  );

  test('are refused with every problem, and with a connection that there is not', async () => {
    const faulty = schedule('faulty', TRAIN, { purpose: 'fun', poll: { intervalSeconds: 0 }, modelId: '' });
    await expect(faulty).rejects.toThrow(/task.purpose.*task.poll.intervalSeconds|task.poll.*task.purpose/);

    await expect(schedule('nowhere', TRAIN, { connection: 'nowhere' })).rejects.toThrow(
      "/task/connection: There is no connection 'nowhere' to Databricks",
    );
  });
});

function outputOf({ run }: Readonly<Record<string, string>>): string {
  return JSON.stringify({ modelVersion: 12, metrics: { auc: 0.81 }, run });
}
