import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startAgentProcess, type AgentProcess } from '../support/edge/agent-process.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { present } from '../support/present.ts';
import { startStackProcess, type StackProcess } from '../support/stack-process.ts';

const TIMEOUT = { timeout: 3 * PATIENCE_MS };

const SITE = 'yard';
const NAMES = ['lathe', 'mill', 'press'] as const;

type Name = (typeof NAMES)[number];

const edgeView = z.object({
  standing: z.string(),
  chunks: z.array(z.object({ chunkId: z.string(), orderId: z.string(), spentWattSeconds: z.number() })),
});

const orderView = z.object({
  ...{ orderId: z.string(), state: z.string(), wattSeconds: z.number(), spentWattSeconds: z.number() },
  ...{ returnedChunks: z.number(), runId: z.string().optional() },
  shares: z.array(z.object({ edge: z.string(), spentWattSeconds: z.number(), isWorking: z.boolean() })),
});

type OrderView = z.output<typeof orderView>;

const runView = z.object({
  ...{ runId: z.string(), state: z.string(), attempt: z.number(), finishedAt: z.string().optional() },
});

/** Three agents of one edge each, and the stack that they work for: processes, each of which is killed. */
describe('agents in processes of their own', () => {
  const running = new Map<Name, AgentProcess>();
  let folder: string;
  let stack: StackProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edge-agents-'));
    stack = await startStackProcess(join(folder, 'stack'));
    const settings = { lostAfterSeconds: 5, reportEverySeconds: 1, chunkSeconds: 10 };
    await send('PUT', `/edge-sites/${SITE}`, settings);
    for (const name of NAMES) begin(name);
    for (const name of NAMES) await untilEdge(name, ({ standing }) => standing === 'free');
  }, PATIENCE_MS);

  afterAll(async () => {
    await Promise.all([...running.values()].map((agent) => agent.kill()));
    await stack.kill();
    await rm(folder, { recursive: true });
  }, PATIENCE_MS);

  function begin(name: Name): void {
    const at = ['--site', SITE, '--url', stack.url, '--state-dir', join(folder, 'edges')];
    const power = ['--watts', '100', '--steady', '--label', `tool=${name}`];
    running.set(name, startAgentProcess(['--name', name, ...at, ...power]));
  }

  async function send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${stack.url}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      // It is not there yet, or the stack is being started anew.
      const seen = await look().catch((error: unknown) => String(error));
      if (typeof seen !== 'string' && isSo(seen)) return seen;
      if (Date.now() > giveUpAt) throw new Error(`It is still ${JSON.stringify(seen)}.`);
      await pause(100);
    }
  }

  const untilEdge = (edge: Name, isSo: (seen: z.output<typeof edgeView>) => boolean) =>
    until(async () => edgeView.parse(await send('GET', `/edge-sites/${SITE}/edges/${edge}`)), isSo);

  const untilOrder = (orderId: string, isSo: (seen: OrderView) => boolean) =>
    until(async () => orderView.parse(await send('GET', `/edge-sites/${SITE}/orders/${orderId}`)), isSo);

  const ask = (orderId: string, wattSeconds: number, labels = {}) =>
    send('POST', `/edge-sites/${SITE}/orders`, { orders: [{ orderId, wattSeconds, labels }] });

  const isSpent = ({ state }: OrderView): boolean => state === 'spent';

  const sharedBy = ({ shares }: OrderView): number =>
    shares.reduce((sum, { spentWattSeconds }) => sum + spentWattSeconds, 0);

  test(
    'have their chunks given to others when they are killed, and others when they are back',
    TIMEOUT,
    async () => {
      await ask('planks', 4500);
      // Each has a part of it, and tells of what it has spent.
      for (const name of NAMES) {
        await untilEdge(name, ({ chunks }) => chunks.some(({ spentWattSeconds }) => spentWattSeconds > 0));
      }
      const { chunks } = await untilEdge('press', ({ standing }) => standing === 'busy');
      const taken = present(chunks[0]).chunkId;

      await present(running.get('press')).kill();
      await untilEdge('press', ({ standing }) => standing === 'lost');
      await untilOrder('planks', ({ returnedChunks }) => returnedChunks > 0);
      expect((await untilEdge('press', () => true)).chunks).toEqual([]);
      begin('press');
      await untilEdge('press', ({ standing }) => standing !== 'lost');
      expect((await untilEdge('press', () => true)).chunks.map(({ chunkId }) => chunkId)).not.toContain(
        taken,
      );

      const planks = await untilOrder('planks', isSpent);
      expect([sharedBy(planks), planks.spentWattSeconds]).toEqual([4500, 4500]);
      // What it had told before it was killed counts.
      expect(planks.shares.map(({ edge }) => edge).toSorted()).toEqual([...NAMES]);
      // It alone can do this.
      await ask('veneer', 200, { tool: 'press' });
      expect((await untilOrder('veneer', isSpent)).shares).toMatchObject([
        { edge: 'press', spentWattSeconds: 200 },
      ]);
    },
  );

  test('go on with a run when the whole stack was killed in the middle', TIMEOUT, async () => {
    await send('POST', '/jobs/schedule', {
      ...{ jobId: 'beams', kind: 'edge', valueStream: 'tests', task: { site: SITE, wattSeconds: 4000 } },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
      policies: { retry: { maxAttempts: 1 } },
    });
    const { runId } = runView.parse(
      await send('POST', '/jobs/beams/runs', { author: 'ada', reason: 'A test.' }),
    );
    await untilEdge('mill', ({ chunks }) => chunks.some(({ spentWattSeconds }) => spentWattSeconds > 0));

    const port = Number(new URL(stack.url).port);
    await stack.kill();
    stack = await startStackProcess(join(folder, 'stack'), port);

    const run = await until(
      async () => runView.parse(await send('GET', `/runs/${runId}`)),
      ({ finishedAt }) => finishedAt !== undefined,
    );
    expect(run).toMatchObject({ state: 'succeeded', attempt: 1 });
    const runs = z.object({ items: z.array(runView) }).parse(await send('GET', '/jobs/beams/runs'));
    expect(runs.items).toHaveLength(1);
    const listed = z
      .object({ items: z.array(orderView.omit({ shares: true })) })
      .parse(await send('GET', `/edge-sites/${SITE}/orders`));
    const orders = listed.items.filter((order) => order.runId === runId);
    expect(orders).toHaveLength(1);
    const beams = await untilOrder(present(orders[0]).orderId, isSpent);
    expect([sharedBy(beams), beams.spentWattSeconds]).toEqual([4000, 4000]);
  });

  test('give back what they have when they are interrupted', TIMEOUT, async () => {
    await ask('shavings', 10_000, { tool: 'lathe' });
    await untilEdge('lathe', ({ chunks }) => chunks.some(({ spentWattSeconds }) => spentWattSeconds > 0));

    expect(await present(running.get('lathe')).leave()).toBe(0);
    const left = await untilOrder('shavings', ({ shares }) => shares.every(({ isWorking }) => !isWorking));

    expect(left).toMatchObject({ state: 'running', shares: [{ edge: 'lathe' }] });
    expect(left.returnedChunks).toBeGreaterThan(0);
    expect((await untilEdge('lathe', () => true)).chunks).toEqual([]);
    await send('POST', `/edge-sites/${SITE}/orders/shavings/withdraw`);
    const withdrawn = await untilOrder('shavings', ({ state }) => state === 'withdrawn');
    expect(withdrawn.spentWattSeconds).toBe(left.spentWattSeconds);
  });
});
