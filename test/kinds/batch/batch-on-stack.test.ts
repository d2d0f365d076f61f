import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PATIENCE_MS } from '../../support/patience.ts';
import { runCommand } from '../../support/cli/run-command.ts';
import { BatchStack, hasEnded, job } from './batch-stack.ts';
import { textContaining } from './text-matching.ts';

/** Of each test: several things are waited for one after the other. */
const TEST_TIMEOUT_MS = 3 * PATIENCE_MS;

const SOURCE = { url: 'https://git.example.com/team/jobs.git' };

const problem = z.object({ errors: z.array(z.object({ pointer: z.string(), detail: z.string() })) });

const logs = z.object({ items: z.array(z.object({ message: z.string() })) });

describe('batches on the local stack', { timeout: TEST_TIMEOUT_MS }, () => {
  let world: BatchStack;

  beforeAll(async () => {
    world = await BatchStack.start();
  }, TEST_TIMEOUT_MS);

  afterAll(() => world.stop(), TEST_TIMEOUT_MS);

  const cancel = async (runId: string) => world.post(`/runs/${runId}/cancel`, { reason: 'test' });

  /** Of a run that has ended: its Jobs have, and after the last of them its source was deleted, once. */
  function expectSourceDeletedLast(runId: string): void {
    const history = world.historyOf(runId).filter((line) => line !== 'ended source-delete');
    expect(history.filter((line) => line === 'created source-delete')).toHaveLength(1);
    const after = history.slice(history.indexOf('created source-delete') + 1);
    expect(after.filter((line) => !line.startsWith('deleted '))).toEqual([]);
  }

  test('names every fault of a batch', async () => {
    const answer = await world.post('/jobs/schedule', {
      ...{ jobId: 'bad-batch', kind: 'batch', valueStream: 'tests' },
      task: {
        source: { url: 'http://user:pass@git.example.com/x.git', path: '../etc' },
        jobs: [
          { name: 'A b', image: 'busybox', cpu: '1K', memory: '0' },
          { name: 'twice', image: 'busybox', cpu: 1, memory: '1Gi', hostNetwork: true },
          { ...job('tolerant'), tolerations: [{ operator: 'Equal' }] },
        ],
      },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
    });

    expect(answer.status).toBe(400);
    const pointers = problem.parse(await answer.json()).errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining([
        ...['/task/source/url', '/task/source/path', '/task/jobs/0/name', '/task/jobs/0/cpu'],
        ...['/task/jobs/0/memory', '/task/jobs/1/hostNetwork', '/task/jobs/2/tolerations/0/operator'],
      ]),
    );
  });

  test('plans without making anything', async () => {
    const answer = await world.post('/batch/plan', { jobs: [job('a')] });

    expect(await answer.json()).toMatchObject({
      ratio: { value: 0.571429, heavyIn: 'memory' },
      jobs: [{ name: 'a', expectedOn: 'memory-node', why: textContaining('memory-heavy') }],
    });
    expect(world.api.cluster.jobs).toEqual([]);
  });

  test('run to success, and show what they were planned to do', async () => {
    const runId = await world.runBatch('good', {
      source: SOURCE,
      jobs: [job('a', { 'runs-for-ms': '100' }), job('b', { 'runs-for-ms': '200', prints: 'scored 7 rows' })],
    });

    expect(await world.until(runId, hasEnded)).toMatchObject({
      state: 'succeeded',
      result: {
        words: '2 jobs succeeded on 1 node, 0 beside their first choice.',
        figures: { onPrimary: 2 },
      },
    });
    expect(await world.read(`/runs/${runId}/batch-plan`)).toMatchObject({
      strategy: 'ratio',
      jobs: [{ name: 'a' }, { name: 'b' }],
    });
    expectSourceDeletedLast(runId);
    const lines = logs.parse(await world.read(`/runs/${runId}/logs`)).items.map(({ message }) => message);
    expect(lines).toContainEqual(textContaining('a: expected on memory-node. The batch is memory-heavy'));
    expect(lines).toContainEqual(textContaining('scored 7 rows'));
  });

  test('are tried again with the jobs that have not succeeded', async () => {
    const runId = await world.runBatch(
      'shaky',
      {
        source: SOURCE,
        jobs: [job('fine', { 'runs-for-ms': '50' }), job('bad', { 'runs-for-ms': '50', 'exit-code': '4' })],
      },
      { retry: { maxAttempts: 2, initialDelaySeconds: 1 } },
    );

    expect(await world.until(runId, hasEnded)).toMatchObject({
      ...{ state: 'failed', attempt: 2 },
      failure: { message: textContaining('1 of 2 jobs failed: bad (exit code 4 on memory-node') },
    });
    expect([world.made('fine'), world.made('bad')]).toEqual([1, 2]);
    expect(await world.read(`/runs/${runId}/batch-plan`)).toMatchObject({
      jobs: [{ name: 'bad' }],
      kept: [{ name: 'fine', attempt: 1, node: 'memory-node' }],
    });
    const { stdout } = await runCommand(['batch', 'why', runId, '--server', world.url]);
    expect(stdout).toMatch(/Kept from earlier attempts\n[^\n]+\nfine +1 +memory-node/);
    const history = world.historyOf(runId);
    // Of each attempt its own: fetched before its jobs, deleted after them.
    expect(history.filter((line) => line === 'created source-fetch')).toHaveLength(2);
    expect(history.filter((line) => line === 'created source-delete')).toHaveLength(2);
  });

  test.each([
    ['while they wait for a node', { cpu: '64' }, 0],
    ['while they run', {}, 1],
  ])('are cancelled %s, and leave nothing', async (_, differing, running) => {
    const name = `cancelled-${running}`;
    const jobs = [job(name, { 'runs-for-ms': '3600000' }, differing)];
    const runId = await world.runBatch(name, { source: SOURCE, jobs });
    const pods = () => world.api.cluster.pods.filter((pod) => pod.name.startsWith(name));
    await world.untilSo('its pod is there', () => pods().length === 1);
    expect(pods().filter(({ phase }) => phase === 'Running')).toHaveLength(running);

    expect((await cancel(runId)).status).toBeLessThan(300);

    expect(await world.until(runId, hasEnded)).toMatchObject({ state: 'cancelled' });
    await world.untilSo('its source is deleted', () =>
      world.historyOf(runId).includes('created source-delete'),
    );
    expect(world.going(name)).toEqual([]);
    expect(pods()).toEqual([]);
    expectSourceDeletedLast(runId);
  });

  test('are cancelled while their source is fetched, and make nothing', async () => {
    world.api.setTrouble(({ method, path, body }) => {
      if (method === 'POST' && path.endsWith('/jobs')) slowDownFetch(body);
      return undefined;
    });
    const runId = await world.runBatch('fetching', { source: SOURCE, jobs: [job('never')] });
    await world.untilSo('it fetches', () => world.historyOf(runId).includes('created source-fetch'));

    await cancel(runId);

    expect(await world.until(runId, hasEnded)).toMatchObject({ state: 'cancelled' });
    await world.untilSo('its source is deleted', () =>
      world.historyOf(runId).includes('created source-delete'),
    );
    world.api.setTrouble(undefined);
    expect(world.made('never')).toBe(0);
    expect(world.historyOf(runId)).toContain('deleted source-fetch');
  });

  test('cannot be cancelled after their end, and keep what they have done', async () => {
    const runId = await world.runBatch('ended', { jobs: [job('done', { 'runs-for-ms': '50' })] });
    const ended = await world.until(runId, hasEnded);

    expect((await cancel(runId)).status).toBe(409);
    expect(await world.readRun(runId)).toEqual(ended);
  });

  test('time out, and leave nothing', async () => {
    const runId = await world.runBatch(
      'late',
      { source: SOURCE, jobs: [job('late', { 'runs-for-ms': '3600000' })] },
      { timeoutSeconds: 25 },
    );

    expect(await world.until(runId, hasEnded)).toMatchObject({
      state: 'failed',
      failure: { reason: 'timed-out' },
    });
    expect(world.going('late')).toEqual([]);
    expectSourceDeletedLast(runId);
  });

  test('beside each other at one volume delete each their own source, after their own last job', async () => {
    const [short, long] = await Promise.all([
      world.runBatch('short', { source: SOURCE, jobs: [job('short', { 'runs-for-ms': '50' })] }),
      world.runBatch('long', { source: SOURCE, jobs: [job('long', { 'runs-for-ms': '3600000' })] }),
    ]);
    await world.untilSo('the long one runs', () => world.going('long').length === 1);
    expect(await world.until(short, hasEnded)).toMatchObject({ state: 'succeeded' });
    expectSourceDeletedLast(short);
    expect(world.historyOf(long)).not.toContain('created source-delete');

    await cancel(long);
    await world.untilSo('its source is deleted', () =>
      world.historyOf(long).includes('created source-delete'),
    );
    expectSourceDeletedLast(long);
  });

  test('go on after a restart in the middle, with the Jobs that there are', async () => {
    const runId = await world.runBatch('restarted', {
      source: SOURCE,
      jobs: [
        job('e', { 'runs-for-ms': '4000' }),
        job('f', { 'runs-for-ms': '3600000' }, { timeoutSeconds: 15 }),
      ],
    });
    await world.untilSo('its Jobs are made', () => world.made('e') + world.made('f') === 2);

    await world.restart();

    expect(await world.until(runId, hasEnded)).toMatchObject({
      ...{ state: 'failed', attempt: 1 },
      failure: { message: textContaining('1 of 2 jobs failed: f (exit code 137') },
    });
    expect([world.made('e'), world.made('f')]).toEqual([1, 1]);
    expectSourceDeletedLast(runId);
  });
});

/** Has the Job that fetches a source take an hour. */
function slowDownFetch(body: unknown): void {
  const template = at(at(body, 'spec'), 'template');
  const annotations = at(at(template, 'metadata'), 'annotations');
  const role = at(at(at(body, 'metadata'), 'labels'), 'evenkeel/role');
  if (role === 'fetch' && typeof annotations === 'object' && annotations !== null)
    Reflect.set(annotations, 'stand-in/runs-for-ms', '3600000');
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
