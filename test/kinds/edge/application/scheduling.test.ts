import { beforeEach, describe, expect, test } from 'vitest';
import type { AskedOrder } from '../../../../shared/kinds/edge/application/edge-orders.ts';
import { EdgeWorld, type EdgeInstance } from '../../../support/edge/edge-world.ts';
import { exampleOrder } from '../../../support/example-edges.ts';
import { present } from '../../../support/present.ts';

let world: EdgeWorld;
let app: EdgeInstance;

beforeEach(() => {
  world = new EdgeWorld();
  app = world.instance();
});

async function ask(orderId: string, parts: Partial<AskedOrder> = {}) {
  const { askedAt: _at, wanted: _wanted, ...rest } = exampleOrder({ orderId });
  return app.askOrders('north', [{ ...rest, ...parts }]);
}

function edge(name: string, watts = 10) {
  const labels = {};
  return { edge: name, availableWatts: watts, capacity: 1, labels, isLeaving: false, chunks: [] };
}

async function register(agent: string, instanceId: string) {
  return app.registerAgent({ site: 'north', agent, instanceId, edges: [edge(agent)] });
}

async function report(
  agent: string,
  { sequence, session = 1, chunks = [] }: { sequence: number; session?: number; chunks?: [string, number][] },
) {
  const said = chunks.map(([chunkId, spentWattSeconds]) => ({
    ...{ chunkId, spentWattSeconds },
    state: 'running' as const,
  }));
  const edges = [{ ...edge(agent), chunks: said }];
  return app.reportEdges('north', agent, { session, sequence, obeys: 0, edges });
}

async function ledgerOf(orderId: string) {
  return present(await app.readOrder('north', orderId), orderId).ledger;
}

describe('an order', () => {
  test('is split into chunks of what an edge spends in ten seconds', async () => {
    await register('edge-1', 'first');

    await ask('heat-1', { wattSeconds: 250 });

    expect((await ledgerOf('heat-1')).open).toMatchObject([{ chunkId: 'heat-1~1', wattSeconds: 100 }]);
  });

  test('asked twice is one, and is refused when it is another under the same id', async () => {
    await ask('heat-1');

    expect(await ask('heat-1')).toEqual(['already-exists']);
    expect(await ask('heat-1', { wattSeconds: 7 })).toEqual(['conflict']);
  });

  test('that is withdrawn is taken from its edges, with what is spent of it', async () => {
    await register('edge-1', 'first');
    await ask('heat-1');
    await report('edge-1', { sequence: 1, chunks: [['heat-1~1', 30]] });

    await app.withdrawOrder('north', 'heat-1');

    expect(await ledgerOf('heat-1')).toMatchObject({ state: 'withdrawn', spentWattSeconds: 30, open: [] });
  });

  test('goes on with what is left when a later attempt asks for it', async () => {
    await register('edge-1', 'first');
    await ask('heat-1', { wattSeconds: 100 });
    await report('edge-1', { sequence: 1, chunks: [['heat-1~1', 30]] });
    await app.withdrawOrder('north', 'heat-1', 1);

    await ask('heat-1', { wattSeconds: 100, attempt: 2 });
    await app.withdrawOrder('north', 'heat-1', 1);

    expect(await ledgerOf('heat-1')).toMatchObject({
      state: 'running',
      open: [{ chunkId: 'heat-1~2', wattSeconds: 70 }],
    });
  });
});

describe('an edge that is silent for too long', () => {
  beforeEach(async () => {
    await register('edge-1', 'first');
    await ask('heat-1', { wattSeconds: 100 });
    await report('edge-1', { sequence: 1, chunks: [['heat-1~1', 40]] });
    world.now += 31_000;
    await register('edge-2', 'other');
  });

  test('loses what it has left to another', async () => {
    expect(await ledgerOf('heat-1')).toMatchObject({
      spentWattSeconds: 40,
      open: [{ chunkId: 'heat-1~2', edge: 'edge-2', wattSeconds: 60 }],
    });
  });

  test('is told to drop it when it comes back, and not credited with what it did meanwhile', async () => {
    const answer = await report('edge-1', { sequence: 2, chunks: [['heat-1~1', 100]] });

    expect(answer).toMatchObject({ outcome: 'noted', desired: { edges: [] } });
    expect(await ledgerOf('heat-1')).toMatchObject({ spentWattSeconds: 40, state: 'running' });
  });
});

describe('an agent', () => {
  test('is answered that another process has its name', async () => {
    await register('edge-1', 'first');
    await register('edge-1', 'second');

    expect(await report('edge-1', { sequence: 1 })).toEqual({ outcome: 'superseded', session: 2 });
    expect(await report('edge-9', { sequence: 1 })).toEqual({ outcome: 'unknown' });
  });

  test('may report late: an earlier report changes nothing', async () => {
    await register('edge-1', 'first');
    await ask('heat-1');
    await report('edge-1', { sequence: 5, chunks: [['heat-1~1', 60]] });

    await report('edge-1', { sequence: 4, chunks: [['heat-1~1', 20]] });

    expect(present(await app.readOrder('north', 'heat-1'), 'it').progress.spentWattSeconds).toBe(60);
  });
});
