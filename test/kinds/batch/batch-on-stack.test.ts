import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startKubernetes, type Kubernetes } from '../../../local/kubernetes/start-kubernetes.ts';
import { startStack, type Stack } from '../../../local/stack.ts';
import { storageAccount } from '../../support/storage-account.ts';
import { textContaining } from './text-matching.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

const runView = z.object({
  runId: z.string(),
  state: z.string(),
  attempt: z.number(),
  result: z.object({ words: z.string(), figures: z.record(z.string(), z.unknown()) }).optional(),
  failure: z.object({ reason: z.string(), message: z.string() }).optional(),
});

const problem = z.object({ errors: z.array(z.object({ pointer: z.string(), detail: z.string() })) });

type RunView = z.output<typeof runView>;

describe('batches on the local stack', () => {
  let folder: string;
  let storage: string;
  let cluster: Kubernetes;
  let stack: Stack;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-'));
    cluster = await startKubernetes({
      token: 'token-of-the-cluster',
      nodes: [
        { name: 'cpu-node', cpu: '16', memory: '16G' },
        { name: 'memory-node', cpu: '4', memory: '32G' },
      ],
    });
    await writeFile(join(folder, 'kubeconfig'), cluster.kubeconfig);
    cluster.cluster.createClaim(
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'sources' } },
      'evenkeel',
      Date.now(),
    );
    storage = await storageAccount();
    stack = await start();
  });

  afterAll(async () => {
    await stack.stop();
    await cluster.stop();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<Stack> {
    return startStack({
      dataDir: join(folder, 'state'),
      storage,
      settings: {
        BATCH__kubeconfig: join(folder, 'kubeconfig'),
        BATCH__tokenSecret: 'CLUSTER_TOKEN',
        BATCH__sourceClaim: 'sources',
        SECRETS__CLUSTER_TOKEN: 'token-of-the-cluster',
      },
    });
  }

  async function post(path: string, body: object): Promise<Response> {
    return fetch(`${stack.url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  function job(name: string, does: Readonly<Record<string, string>>) {
    const annotations = Object.fromEntries(
      Object.entries(does).map(([key, value]) => [`stand-in/${key}`, value]),
    );
    return { name, image: 'busybox', cpu: '500m', memory: '3.5G', annotations };
  }

  /** Schedules a batch for later and asks for a run of it now. */
  async function runBatch(jobId: string, task: object, policies: object = {}): Promise<string> {
    const scheduled = await post('/jobs/schedule', {
      ...{ jobId, kind: 'batch', valueStream: 'tests', task },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
      policies: { timeoutSeconds: 60, retry: { maxAttempts: 1 }, ...policies },
    });
    expect(await scheduled.text()).toContain(jobId);
    const triggered = await post(`/jobs/${jobId}/runs`, { reason: 'test' });
    return runView.pick({ runId: true }).parse(await triggered.json()).runId;
  }

  async function readRun(runId: string): Promise<RunView> {
    return runView.parse(await (await fetch(`${stack.url}/api/runs/${runId}`)).json());
  }

  async function until(runId: string, isSo: (run: RunView) => boolean): Promise<RunView> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const run = await readRun(runId);
      if (isSo(run) || Date.now() > giveUpAt) return run;
      await pause(100);
    }
  }

  const hasEnded = ({ state }: RunView): boolean => ['succeeded', 'failed', 'cancelled'].includes(state);

  const goingJobs = (): number =>
    cluster.cluster.jobs.filter(
      ({ ended, body }) => ended === undefined && body.metadata.labels['evenkeel/role'] === 'job',
    ).length;

  test('names every fault of a batch', async () => {
    const answer = await post('/jobs/schedule', {
      ...{ jobId: 'bad-batch', kind: 'batch', valueStream: 'tests' },
      task: {
        source: { url: 'http://user:pass@git.example.com/x.git', path: '../etc' },
        jobs: [
          { name: 'A b', image: 'busybox', cpu: '1K', memory: '0' },
          { name: 'twice', image: 'busybox', cpu: 1, memory: '1Gi', hostNetwork: true },
        ],
      },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
    });

    expect(answer.status).toBe(400);
    const pointers = problem.parse(await answer.json()).errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining([
        ...['/task/source/url', '/task/source/path', '/task/jobs/0/name', '/task/jobs/0/cpu'],
        ...['/task/jobs/0/memory', '/task/jobs/1/hostNetwork'],
      ]),
    );
  });

  test('plans without making anything', async () => {
    const answer = await post('/batch/plan', { jobs: [job('a', {})] });

    expect(await answer.json()).toMatchObject({
      ratio: { value: 0.571429, heavyIn: 'memory' },
      jobs: [{ name: 'a', expectedOn: 'memory-node', why: textContaining('memory-heavy') }],
    });
    expect(cluster.cluster.jobs).toEqual([]);
  });

  test('run to success, fail and are tried again, and are cancelled while they run', async () => {
    const source = { url: 'https://git.example.com/team/jobs.git' };
    const [good, shaky, long] = await Promise.all([
      runBatch('good', {
        source,
        jobs: [job('a', { 'runs-for-ms': '100' }), job('b', { 'runs-for-ms': '200' })],
      }),
      runBatch(
        'shaky',
        { jobs: [job('c', { 'runs-for-ms': '50', 'exit-code': '4' })] },
        { retry: { maxAttempts: 2, initialDelaySeconds: 1 } },
      ),
      runBatch('long', { jobs: [job('d', { 'runs-for-ms': '600000' })] }),
    ]);

    await until(
      long,
      () => goingJobs() > 0 && cluster.cluster.jobs.some(({ name }) => name.startsWith('d-')),
    );
    const cancelled = await post(`/runs/${long}/cancel`, { reason: 'test' });

    expect(cancelled.status).toBeLessThan(300);
    expect(await until(good, hasEnded)).toMatchObject({
      state: 'succeeded',
      result: {
        words: '2 jobs succeeded on 1 node, 0 beside their first choice.',
        figures: { onPrimary: 2 },
      },
    });
    expect(await until(shaky, hasEnded)).toMatchObject({
      ...{ state: 'failed', attempt: 2 },
      failure: { reason: 'work-failed', message: textContaining('c (exit code 4 on memory-node') },
    });
    expect(await until(long, hasEnded)).toMatchObject({ state: 'cancelled' });
    await until(long, () => goingJobs() === 0);
    expect(goingJobs()).toBe(0);
    const plan = await fetch(`${stack.url}/api/runs/${good}/batch-plan`);
    expect(await plan.json()).toMatchObject({ strategy: 'ratio', jobs: [{ name: 'a' }, { name: 'b' }] });
  });

  test('go on after a restart in the middle, with the Jobs that there are', async () => {
    const runId = await runBatch('restarted', { jobs: [job('e', { 'runs-for-ms': '4000' })] });
    await until(runId, () => cluster.cluster.jobs.some(({ name }) => name.startsWith('e-')));
    await stack.stop();
    stack = await start();

    expect(await until(runId, hasEnded)).toMatchObject({ state: 'succeeded', attempt: 1 });
    const made = cluster.cluster.history.filter(
      ({ what, name }) => what === 'job-created' && name.startsWith('e-'),
    );
    expect(made).toHaveLength(1);
  });
});
