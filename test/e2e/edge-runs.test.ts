import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { HandAgent, type HandChunk } from '../support/edge/hand-agent.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { present } from '../support/present.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';

const TIMEOUT = { timeout: 3 * PATIENCE_MS };

/** Attempts of runs that are to time out: before, an edge has to be given its part and to tell of it. */
const SHORT_SECONDS = 20;

const failure = z.object({ reason: z.string(), message: z.string() });

const runView = z.looseObject({
  runId: z.string(),
  state: z.string(),
  attempt: z.number(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  failure: failure.optional(),
  endedAttempts: z.array(z.object({ finishedAt: z.string(), failure })),
  result: z
    .looseObject({
      words: z.string(),
      output: z.object({
        site: z.string(),
        orderId: z.string(),
        wattSeconds: z.number(),
        shares: z.array(z.object({ edge: z.string(), spentWattSeconds: z.number() })),
      }),
    })
    .optional(),
});

type RunView = z.output<typeof runView>;

const orderView = z.object({
  ...{ orderId: z.string(), state: z.string(), wanted: z.string(), runId: z.string().optional() },
  ...{ percent: z.number(), wattSeconds: z.number(), spentWattSeconds: z.number(), workingEdges: z.number() },
});
const orderDetail = orderView.extend({
  shares: z.array(
    z.object({
      ...{ edge: z.string(), spentWattSeconds: z.number(), percent: z.number(), chunks: z.number() },
      ...{ isWorking: z.boolean(), startedAt: z.string(), endedAt: z.string().optional() },
    }),
  ),
});

const problem = z.object({
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

describe('runs of edge work on the local stack', () => {
  let dataDir: string;
  let storage: string;
  let stack: Stack;

  function start(http = 0): Promise<Stack> {
    return startStack({ dataDir, storage, strict: STRICT, ports: { http } });
  }

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'edge-runs-'));
    storage = await storageAccount();
    stack = await start();
  }, PATIENCE_MS);

  afterAll(async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true });
  }, PATIENCE_MS);

  async function send(method: string, path: string, body?: object) {
    const response = await fetch(`${stack.url}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, answer };
  }

  async function read<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> {
    const { status, answer } = await send('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(answer)}`);
    return schema.parse(answer);
  }

  /** A site whose edges are silent for as long as the test likes. */
  async function patientSite(site: string, settings: object = {}): Promise<void> {
    const patient = { lostAfterSeconds: 3600, stalledAfterSeconds: 86_400, ...settings };
    expect((await send('PUT', `/edge-sites/${site}`, patient)).status).toBe(200);
  }

  async function agentAt(site: string, agent: string, watts: Record<string, number>) {
    const made = new HandAgent({ url: stack.url, site, agent }, watts);
    await made.register();
    return made;
  }

  function schedule(jobId: string, task: object, policies: object = {}) {
    return send('POST', '/jobs/schedule', {
      ...{ jobId, kind: 'edge', valueStream: 'tests', task },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
      policies: { timeoutSeconds: 3600, retry: { maxAttempts: 1 }, ...policies },
    });
  }

  /** Schedules a job that runs when it is asked to, and asks. @returns The id of the run. */
  async function spend(jobId: string, task: object, policies: object = {}): Promise<string> {
    expect((await schedule(jobId, task, policies)).answer).toMatchObject({ jobId });
    const { answer } = await send('POST', `/jobs/${jobId}/runs`, { author: 'ada', reason: 'A test.' });
    return runView.pick({ runId: true }).parse(answer).runId;
  }

  async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const seen = await look();
      if (isSo(seen)) return seen;
      if (Date.now() > giveUpAt) throw new Error(`It is still ${JSON.stringify(seen)}.`);
      await pause(100);
    }
  }

  const runOf = (runId: string) => read(runView, `/runs/${runId}`);

  const ended = (runId: string): Promise<RunView> =>
    until(
      () => runOf(runId),
      ({ finishedAt }) => finishedAt !== undefined,
    );

  const cancel = (runId: string) =>
    send('POST', `/runs/${runId}/cancel`, { author: 'ada', reason: 'Enough.' });

  /** The one order that a run has, as soon as it is there. */
  async function orderOf(site: string, runId: string) {
    const all = z.object({ items: z.array(orderDetail.extend({ site: z.string() })) });
    const { items } = await until(
      () => read(all, `/runs/${runId}/edge-orders`),
      (seen) => seen.items.length > 0,
    );
    expect(items.map((order) => order.site)).toEqual([site]);
    return present(items[0]);
  }

  const detailOf = (site: string, orderId: string) =>
    read(orderDetail, `/edge-sites/${site}/orders/${orderId}`);

  const isOrder = (state: string) => (order: z.output<typeof orderDetail>) => order.state === state;

  const hasOne = (chunks: readonly HandChunk[]): boolean => chunks.length === 1;
  const hasNone = (chunks: readonly HandChunk[]): boolean => chunks.length === 0;

  async function onlyChunk(agent: HandAgent): Promise<HandChunk> {
    return present((await agent.until(hasOne, PATIENCE_MS))[0]);
  }

  test('are refused with every fault of their task', TIMEOUT, async () => {
    const { status, answer } = await schedule('bad-edge', {
      ...{ site: 'North!', wattSeconds: 0, labels: { zone: 'x'.repeat(64) }, maxEdges: 201, priority: 101 },
      ...{ minChunkWattSeconds: 10, maxChunkWattSeconds: 5, watts: 3 },
    });

    expect(status).toBe(400);
    expect(
      problem
        .parse(answer)
        .errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)
        .toSorted(),
    ).toEqual([
      '/task/labels/zone: must be at most 63 characters',
      '/task/maxChunkWattSeconds: must be at least minChunkWattSeconds',
      '/task/maxEdges: must be at most 200',
      '/task/priority: must be at most 100',
      '/task/site: must be 1 to 63 lower-case letters, digits and inner hyphens',
      '/task/wattSeconds: must be at least 1',
      '/task/watts: is not a known field',
    ]);
    expect((await send('GET', '/jobs/bad-edge')).status).toBe(404);
  });

  test('end with the share of every edge', TIMEOUT, async () => {
    await patientSite('shares');
    const agent = await agentAt('shares', 'hall', { 'hall.1': 60, 'hall.2': 40 });
    const runId = await spend('share-it', { site: 'shares', wattSeconds: 1000 });

    const chunks = await agent.until(({ length }) => length === 2, PATIENCE_MS);
    const [first, second] = [present(chunks[0]), present(chunks[1])].toSorted((a, b) =>
      a.edge < b.edge ? -1 : 1,
    );
    // What each spends in ten seconds.
    expect([first?.wattSeconds, second?.wattSeconds]).toEqual([600, 400]);
    await agent.spend(present(first), 450);
    const { orderId } = await orderOf('shares', runId);
    expect(await detailOf('shares', orderId)).toMatchObject({
      ...{ state: 'running', percent: 45, workingEdges: 2 },
      shares: [
        { edge: 'hall.1', percent: 45, isWorking: true },
        { edge: 'hall.2', percent: 0, isWorking: true },
      ],
    });
    await agent.spend(present(second), 400);
    await agent.spend(present(first), 600);

    const run = await ended(runId);
    expect(run).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(run.result?.words).toMatch(/^1000 Ws were spent at site shares by 2 edges in \d+ s\.$/);
    expect(run.result?.output).toMatchObject({
      ...{ site: 'shares', orderId, wattSeconds: 1000 },
      shares: [
        { edge: 'hall.1', spentWattSeconds: 600 },
        { edge: 'hall.2', spentWattSeconds: 400 },
      ],
    });
    const { shares, ...order } = await detailOf('shares', orderId);
    expect(order).toMatchObject({ state: 'spent', percent: 100, workingEdges: 0 });
    expect(shares.map(({ percent, isWorking }) => [percent, isWorking])).toEqual([
      [60, false],
      [40, false],
    ]);
    for (const { startedAt, endedAt } of shares) {
      expect(Date.parse(present(endedAt))).toBeGreaterThanOrEqual(Date.parse(startedAt));
    }
    const late = await cancel(runId);
    expect(late.status).toBe(409);
    expect(problem.parse(late.answer).detail).toContain(runId);
    expect((await runOf(runId)).state).toBe('succeeded');
  });

  test(
    'are cancelled while they look for a site, while they wait for an edge and while one works',
    TIMEOUT,
    async () => {
      await patientSite('stopping');
      const agent = await agentAt('stopping', 'roof', { roof: 10 });
      const working = await spend('stop-working', { site: 'stopping', wattSeconds: 100 });
      const chunk = await onlyChunk(agent);
      await agent.spend(chunk, 30);
      // The one edge has something to do.
      const waiting = await spend('stop-waiting', { site: 'stopping', wattSeconds: 50 });
      const queued = await orderOf('stopping', waiting);
      // Nobody has that label.
      const looking = await spend('stop-looking', { wattSeconds: 50, labels: { color: 'mauve' } });
      await until(
        () => runOf(looking),
        ({ state }) => state === 'running',
      );

      for (const runId of [looking, waiting, working]) expect((await cancel(runId)).status).toBe(200);

      for (const runId of [looking, waiting, working]) expect((await ended(runId)).state).toBe('cancelled');
      await agent.until(hasNone, PATIENCE_MS);
      const { orderId } = await orderOf('stopping', working);
      const stopped = await until(() => detailOf('stopping', orderId), isOrder('withdrawn'));
      expect(stopped).toMatchObject({ spentWattSeconds: 30, workingEdges: 0 });
      await until(() => detailOf('stopping', queued.orderId), isOrder('withdrawn'));
      // It has gone on until it heard: that is for nobody.
      await agent.spendLate(chunk, 60);
      expect(await detailOf('stopping', orderId)).toMatchObject({ spentWattSeconds: 30 });
      expect(agent.chunks).toEqual([]);

      // Whoever wants it all the same pays for the rest.
      expect(
        (await send('POST', `/runs/${working}/retry`, { author: 'ada', reason: 'After all.' })).status,
      ).toBe(202);
      const rest = await onlyChunk(agent);
      expect(rest).toMatchObject({ orderId, wattSeconds: 70 });
      await agent.spend(rest, 70);
      const again = await ended(working);
      expect(again).toMatchObject({ state: 'succeeded', attempt: 2 });
      expect(again.result?.output.shares).toEqual([{ edge: 'roof', spentWattSeconds: 100 }]);
    },
  );

  test('stop the edges at a time-out, and go on with what is left in the next attempt', TIMEOUT, async () => {
    await patientSite('slow', { chunkSeconds: 100 });
    const agent = await agentAt('slow', 'barn', { barn: 10 });
    const runId = await spend(
      'too-slow',
      { site: 'slow', wattSeconds: 1000 },
      { timeoutSeconds: SHORT_SECONDS, retry: { maxAttempts: 2, initialDelaySeconds: 5 } },
    );
    const chunk = await onlyChunk(agent);
    expect(chunk.wattSeconds).toBe(1000);
    await agent.spend(chunk, 300);
    const { orderId } = await orderOf('slow', runId);

    await agent.until(hasNone, PATIENCE_MS);
    const [firstEnd] = (
      await until(
        () => runOf(runId),
        ({ endedAttempts }) => endedAttempts.length > 0,
      )
    ).endedAttempts;
    expect(firstEnd?.failure.reason).toBe('timed-out');
    expect(firstEnd?.failure.message).toMatch(
      / before its time-out, \d+ % was spent, and one edge was at work\.$/,
    );

    const rest = await onlyChunk(agent);
    expect(rest).toMatchObject({ orderId, wattSeconds: 700 });
    expect(rest.chunkId).not.toBe(chunk.chunkId);
    await agent.spend(rest, 700);
    const run = await ended(runId);
    expect(run).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(run.result?.output.shares).toEqual([{ edge: 'barn', spentWattSeconds: 1000 }]);
    const restedMs = Date.parse(present(run.startedAt)) - Date.parse(present(firstEnd).finishedAt);
    // A fifth of the five seconds may be taken off.
    expect(restedMs).toBeGreaterThanOrEqual(4000);
  });

  test(
    'fail when somebody withdraws their order, and pay the rest only when they are retried',
    TIMEOUT,
    async () => {
      await patientSite('withdrawn');
      const agent = await agentAt('withdrawn', 'shed', { shed: 10 });
      const runId = await spend(
        'withdrawn',
        { site: 'withdrawn', wattSeconds: 100 },
        { retry: { maxAttempts: 2, initialDelaySeconds: 1 } },
      );
      await agent.spend(await onlyChunk(agent), 40);
      const { orderId } = await orderOf('withdrawn', runId);
      expect((await send('POST', `/edge-sites/withdrawn/orders/${orderId}/withdraw`)).status).toBe(204);

      const rest = present(
        (await agent.until((chunks) => chunks.some(({ wattSeconds }) => wattSeconds === 60), PATIENCE_MS))[0],
      );
      await agent.spend(rest, 60);
      const run = await ended(runId);
      expect(run).toMatchObject({ state: 'succeeded', attempt: 2 });
      expect(run.endedAttempts.map((attempt) => attempt.failure)).toEqual([
        {
          reason: 'work-cancelled',
          message: `Order '${orderId}' was withdrawn at site 'withdrawn' when 40 % of it was spent.`,
        },
      ]);
      expect(run.result?.output.shares).toEqual([{ edge: 'shed', spentWattSeconds: 100 }]);
    },
  );

  test('say why they found nobody in time', TIMEOUT, async () => {
    await patientSite('elsewhere', { controlPlane: 'west' });
    await patientSite('closed', { jobValueStreams: ['lending'] });
    const policies = { timeoutSeconds: SHORT_SECONDS };
    const runs = await Promise.all([
      spend('no-agent', { site: 'deserted', wattSeconds: 10 }, policies),
      spend('no-label', { wattSeconds: 10, labels: { color: 'mauve' } }, policies),
      spend('not-held', { site: 'elsewhere', wattSeconds: 10 }, policies),
      spend('not-for-us', { site: 'closed', wattSeconds: 10 }, policies),
    ]);

    const endings = await Promise.all(runs.map(ended));
    expect(endings.map((run) => run.failure)).toEqual([
      {
        reason: 'no-capacity',
        message: "No edge of site 'deserted' had anything free for it within the time-out.",
      },
      {
        reason: 'no-capacity',
        message:
          "No site of this control plane has an edge with the labels color: mauve for jobs of the value stream 'tests'.",
      },
      {
        reason: 'no-capacity',
        message: "Site 'elsewhere' is held by the control plane 'west': schedule the job there.",
      },
      {
        reason: 'service-refused',
        message:
          "Site 'closed' is not for jobs of the value stream 'tests': name another one, or have its settings name the " +
          'value stream among `jobValueStreams`.',
      },
    ]);
    // An agent that comes too late finds nothing to do.
    const late = await agentAt('deserted', 'late', { late: 10 });
    await until(
      () => orderOf('deserted', present(runs[0])),
      ({ state }) => state === 'withdrawn',
    );
    expect(late.chunks).toEqual([]);
  });

  test('end once, and exactly, when the app is started anew in the middle', TIMEOUT, async () => {
    await patientSite('restarted');
    const agent = await agentAt('restarted', 'dock', { 'dock.1': 30, 'dock.2': 20 });
    const runId = await spend('go-on', { site: 'restarted', wattSeconds: 1000 });
    const before = await agent.until(({ length }) => length === 2, PATIENCE_MS);
    for (const chunk of before) await agent.spend(chunk, chunk.wattSeconds - 1);

    const { http } = stack.ports;
    await stack.stop();
    stack = await start(http);

    expect(await runOf(runId)).toMatchObject({ state: 'running', attempt: 1 });
    let isOver = false;
    while (!isOver) {
      for (const chunk of agent.chunks) await agent.spend(chunk, chunk.wattSeconds);
      const { state } = await detailOf('restarted', (await orderOf('restarted', runId)).orderId);
      isOver = state === 'spent';
    }
    const run = await ended(runId);
    expect(run).toMatchObject({ state: 'succeeded', attempt: 1, endedAttempts: [] });
    const spent = present(run.result).output.shares.map(({ spentWattSeconds }) => spentWattSeconds);
    expect(spent.reduce((sum, each) => sum + each, 0)).toBe(1000);
    const runs = await read(z.object({ items: z.array(z.looseObject({})) }), '/jobs/go-on/runs');
    expect(runs.items).toHaveLength(1);
    expect(agent.chunks).toEqual([]);
  });
});
