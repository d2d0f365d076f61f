import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { ServiceBusServer } from '../../../local/service-bus/start-service-bus.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { PATIENCE } from '../../support/patience.ts';

const MAX_BATCH = 4;
const MAX_CALLS = 8;
const receivedSchema = z.array(z.tuple([z.string(), z.unknown(), z.record(z.string(), z.unknown())]));

let bus: ServiceBusServer;
let client: ServiceBusClient;
let app: BuiltApp;
let host: FunctionsHost;

beforeAll(async () => {
  bus = await startServiceBus({
    queues: [{ name: 'runs', maxDeliveryCount: 3 }, { name: 'batches' }, { name: 'flood' }, { name: 'calm' }],
  });
  client = new ServiceBusClient(bus.connectionString);
  app = await buildApp('queues', {
    extensions: { serviceBus: { maxConcurrentCalls: MAX_CALLS, maxMessageBatchSize: MAX_BATCH } },
  });
  // What is there before the host makes full batches.
  await client
    .createSender('batches')
    .sendMessages(
      Array.from({ length: 2 * MAX_BATCH }, (_, index) => ({ body: index, messageId: `b${index}` })),
    );
  host = await startFunctionsHost({
    appDirectory: app.appDirectory,
    settings: { QUEUE: 'runs', BUS: bus.connectionString },
  });
});

afterAll(async () => {
  await host.stop();
  await client.close();
  await bus.stop();
  app.remove();
});

async function receivedBy(name: string): Promise<{ message: unknown; metadata: Record<string, unknown> }[]> {
  const all = receivedSchema.parse(await (await fetch(`${host.url}/api/received`)).json());
  return all.filter(([by]) => by === name).map(([, message, metadata]) => ({ message, metadata }));
}

describe('a message whose handler throws each time', () => {
  beforeAll(async () => {
    await client.createSender('runs').sendMessages({ body: 'bad', messageId: 'm1', correlationId: 'c1' });
    await vi.waitFor(async () => {
      expect(await receivedBy('bury')).toHaveLength(1);
    }, PATIENCE);
  });

  test('is delivered as often as its queue allows, and counted from 1', async () => {
    const deliveries = await receivedBy('work');

    expect(deliveries.map(({ metadata }) => metadata['deliveryCount'])).toEqual([1, 2, 3]);
  });

  test('then reaches the function of the dead-letter queue, with the reason among its application properties', async () => {
    const [buried] = await receivedBy('bury');

    expect(buried).toMatchObject({
      message: 'bad',
      metadata: {
        messageId: 'm1',
        correlationId: 'c1',
        applicationProperties: {
          deadLetterReason: 'MaxDeliveryCountExceeded',
          deadLetterErrorDescription: 'Message could not be consumed after 3 delivery attempts.',
        },
      },
    });
  });

  test('goes on being counted there, and goes when that function returns', async () => {
    const [buried] = await receivedBy('bury');

    expect(buried?.metadata['deliveryCount']).toBe(4);
    await expect.poll(() => bus.counts('runs').deadLettered).toBe(0);
  });
});

describe('batches', () => {
  test('hold what is there, in order, up to maxMessageBatchSize', async () => {
    await expect.poll(() => bus.counts('batches'), PATIENCE).toMatchObject({ active: 0, locked: 0 });
    const batches = await receivedBy('batches');

    expect(batches.map(({ message }) => message)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(batches[1]?.metadata).toMatchObject({
      messageIdArray: ['b4', 'b5', 'b6', 'b7'],
      deliveryCountArray: [1, 1, 1, 1],
      sequenceNumberArray: [5, 6, 7, 8],
    });
  });

  test('come one at a time', async () => {
    const running = (await receivedBy('batches')).map(({ metadata }) => metadata['runningBatches']);

    expect(new Set(running)).toEqual(new Set([1]));
  });

  test('come again whole after a throw, and are completed after a return', async () => {
    const before = (await receivedBy('batches')).length;
    await client.createSender('batches').sendMessages([{ body: 'good' }, { body: 'bad' }]);
    await expect
      .poll(async () => (await receivedBy('batches')).length - before, PATIENCE)
      .toBeGreaterThanOrEqual(2);
    await expect.poll(() => bus.counts('batches'), PATIENCE).toMatchObject({ active: 0, locked: 0 });
    const [first, second] = (await receivedBy('batches')).slice(before);

    expect([first?.message, second?.message]).toEqual([
      ['good', 'bad'],
      ['good', 'bad'],
    ]);
    expect(second?.metadata['deliveryCountArray']).toEqual([2, 2]);
    expect(bus.counts('batches').deadLettered).toBe(0);
  });
});

describe('two functions on two queues', () => {
  async function namesOf(...names: string[]): Promise<string[]> {
    const all = receivedSchema.parse(await (await fetch(`${host.url}/api/received`)).json());
    return all.map(([by]) => by).filter((by) => names.includes(by));
  }

  async function send(queue: string, count: number): Promise<void> {
    await client.createSender(queue).sendMessages(Array.from({ length: count }, (_, body) => ({ body })));
  }

  test('share no concurrency: one goes on while every call of the other is taken', async () => {
    await send('flood', 4 * MAX_CALLS);
    await vi.waitFor(async () => {
      expect(await namesOf('flooded')).toHaveLength(MAX_CALLS);
    }, PATIENCE);
    await send('calm', 3 * MAX_CALLS);
    await vi.waitFor(async () => {
      expect(await namesOf('calm')).toHaveLength(3 * MAX_CALLS);
    }, PATIENCE);

    expect(await namesOf('flooded')).toHaveLength(MAX_CALLS);
    expect(bus.counts('flood')).toMatchObject({ active: 3 * MAX_CALLS, locked: MAX_CALLS });
  });

  test('take turns when both have much to do', async () => {
    const before = (await namesOf('flooded', 'calm')).length;
    await fetch(`${host.url}/api/openGate`);
    await Promise.all([send('flood', 200), send('calm', 200)]);
    await vi.waitFor(async () => {
      expect(await namesOf('flooded', 'calm')).toHaveLength(before + 3 * MAX_CALLS + 400);
    }, PATIENCE);
    const names = (await namesOf('flooded', 'calm')).slice(before);
    const changes = names.filter((name, index) => name !== (names[index - 1] ?? name)).length;

    expect(changes).toBeGreaterThan(10);
  });
});
