import { setImmediate } from 'node:timers/promises';

import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { AzureMessageSource } from '../../../local/functions-host/service-bus/azure-message-source.ts';
import type { LockedMessage } from '../../../local/functions-host/service-bus/message-source.ts';
import type { ServiceBusServer } from '../../../local/service-bus/start-service-bus.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';

const COUNT = 200;
const MAX_CONCURRENT_CALLS = 16;

let bus: ServiceBusServer;
let source: AzureMessageSource;
const deliveries = new Map<string, number>();
const errors: unknown[] = [];

beforeEach(async () => {
  bus = await startServiceBus({ queues: [{ name: 'work' }] });
  const client = new ServiceBusClient(bus.connectionString);
  const messages = Array.from({ length: COUNT }, (_, index) => ({ body: index, messageId: String(index) }));
  await client.createSender('work').sendMessages(messages);
  await client.close();
  source = new AzureMessageSource({
    connectionString: bus.connectionString,
    queueName: 'work',
    maxAutoLockRenewalMs: 60_000,
  });
});

afterEach(async () => {
  await source.pause();
  await source.close();
  await bus.stop();
});

let together: Promise<unknown> | undefined;

/** Handlers of messages that arrived in one moment go on in one moment, in the order of their messages. */
async function inLockstep(): Promise<void> {
  together ??= setImmediate().then(() => {
    together = undefined;
  });
  await together;
}

/** Every third message fails at its first delivery. */
async function handle(message: LockedMessage): Promise<void> {
  const id = message.messageId ?? '';
  const delivery = (deliveries.get(id) ?? 0) + 1;
  deliveries.set(id, delivery);
  await inLockstep();
  await (Number(id) % 3 === 0 && delivery === 1 ? message.abandon() : message.complete());
}

test('of messages completed and abandoned in one moment each gets its own outcome, once', async () => {
  source.subscribe({
    maxConcurrentCalls: MAX_CONCURRENT_CALLS,
    onMessage: handle,
    onError: (error) => errors.push(error),
  });

  await expect
    .poll(() => bus.counts('work'), { interval: 20 })
    .toMatchObject({ active: 0, deadLettered: 0, locked: 0 });

  const unlike = Array.from({ length: COUNT }, (_, index) => index).filter(
    (index) => deliveries.get(String(index)) !== (index % 3 === 0 ? 2 : 1),
  );
  expect(unlike).toEqual([]);
  expect(errors).toEqual([]);
});
