import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type {
  LockedMessage,
  MessageSource,
} from '../../../local/functions-host/service-bus/message-source.ts';
import { ReceiverThread } from '../../../local/functions-host/service-bus/receiver-thread.ts';
import type { ServiceBusServer } from '../../../local/service-bus/start-service-bus.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';

/** One for all tests, as for all stacks of a process. */
const thread = new ReceiverThread();

let bus: ServiceBusServer;
let client: ServiceBusClient;
let source: MessageSource;
const errors: unknown[] = [];
const taken: LockedMessage[] = [];

beforeEach(async () => {
  taken.length = 0;
  bus = await startServiceBus({ queues: [{ name: 'work', maxDeliveryCount: 3 }] });
  client = new ServiceBusClient(bus.connectionString);
  const { connectionString } = bus;
  source = thread.connect({ connectionString, queueName: 'work', maxAutoLockRenewalMs: 60_000 });
});

afterEach(async () => {
  await source.close();
  await client.close();
  await bus.stop();
  expect(errors.splice(0)).toEqual([]);
});

async function send(...messages: readonly ServiceBusMessage[]): Promise<void> {
  await client.createSender('work').sendMessages([...messages]);
}

function subscribe(onMessage: (message: LockedMessage) => Promise<void>, maxConcurrentCalls = 16): void {
  const note = async (message: LockedMessage): Promise<void> => {
    taken.push(message);
    await onMessage(message);
  };
  source.subscribe({ maxConcurrentCalls, onMessage: note, onError: (error) => errors.push(error) });
}

async function untilTaken(count: number): Promise<void> {
  await expect.poll(() => taken.length, { interval: 5 }).toBe(count);
}

async function untilEmpty(): Promise<void> {
  await expect.poll(() => bus.counts('work'), { interval: 5 }).toMatchObject({ active: 0, locked: 0 });
}

describe('messages received in a thread', () => {
  test('arrive as they were sent', async () => {
    subscribe(async (message) => message.complete());
    await send({
      body: { rows: 3 },
      messageId: 'one',
      contentType: 'application/json',
      applicationProperties: { stream: 'risk', rows: 3 },
    });
    await untilTaken(1);

    expect(taken[0]).toMatchObject({
      messageId: 'one',
      contentType: 'application/json',
      earlierDeliveries: 0,
      applicationProperties: { stream: 'risk', rows: 3 },
    });
    expect(taken[0]?.enqueuedAt).toBeInstanceOf(Date);
    expect(Buffer.from(bytesOf(taken[0])).toString()).toBe('{"rows":3}');
  });

  test('are each settled as their handler says', async () => {
    const messages = Array.from({ length: 200 }, (_, index) => ({ body: index, messageId: `m${index}` }));
    const deliveries = new Map<string, number>();
    subscribe(async ({ messageId = '', complete, abandon }) => {
      const delivery = (deliveries.get(messageId) ?? 0) + 1;
      deliveries.set(messageId, delivery);
      await (messageId.endsWith('3') && delivery === 1 ? abandon() : complete());
    });

    await send(...messages);
    await untilTaken(220);
    await untilEmpty();

    const twice = [...deliveries].filter(([, count]) => count === 2).map(([id]) => id);
    expect(twice).toEqual(messages.map(({ messageId }) => messageId).filter((id) => id.endsWith('3')));
    expect(bus.counts('work').deadLettered).toBe(0);
  });

  test('come no more at a time than are to be handled at a time', async () => {
    let most = 0;
    let atOnce = 0;
    subscribe(async (message) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await message.complete();
      atOnce -= 1;
    }, 4);
    await send(...Array.from({ length: 50 }, (_, index) => ({ body: index })));
    await untilTaken(50);

    expect(most).toBe(4);
  });

  test('can be settled after a pause, and none comes after it', async () => {
    const held = Promise.withResolvers<undefined>();
    subscribe(async (message) => {
      await held.promise;
      await message.complete();
    });
    await send({ body: 'before' });
    await untilTaken(1);
    await source.pause();
    await send({ body: 'after' });

    held.resolve(undefined);

    await expect.poll(() => bus.counts('work'), { interval: 5 }).toMatchObject({ active: 1, locked: 0 });
    expect(taken).toHaveLength(1);
  });

  test('whose lock is lost cannot be settled', async () => {
    const failures: unknown[] = [];
    subscribe(async (message) => {
      await message.complete();
      await message.complete().catch((error: unknown) => failures.push(error));
    });
    await send({ body: 'one' });
    await expect.poll(() => failures.length, { interval: 5 }).toBe(1);

    expect(failures[0]).toBeInstanceOf(Error);
  });

  test('come in batches to whom asks for batches', async () => {
    const batches: string[][] = [];
    source.subscribeToBatches({
      maxMessageBatchSize: 10,
      onBatch: async (messages) => {
        batches.push(messages.map(({ messageId = '' }) => messageId));
        await Promise.all(messages.map(async (message) => message.complete()));
      },
      onError: (error) => errors.push(error),
    });
    await send({ body: 1, messageId: 'a' }, { body: 2, messageId: 'b' }, { body: 3, messageId: 'c' });
    await untilEmpty();

    expect(batches.flat()).toEqual(['a', 'b', 'c']);
  });
});

test('a connection string that is none is refused at once', () => {
  const address = { connectionString: 'nowhere', queueName: 'work', maxAutoLockRenewalMs: 0 };

  expect(() => thread.connect(address)).toThrow();
});

function bytesOf(message: LockedMessage | undefined): Uint8Array {
  if (message?.body instanceof Uint8Array) return message.body;
  throw new TypeError('The body is not of bytes.');
}
