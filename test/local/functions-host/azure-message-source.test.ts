import { setImmediate } from 'node:timers/promises';

import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { AzureMessageSource } from '../../../local/functions-host/service-bus/azure-message-source.ts';
import { SettlementTurns } from '../../../local/functions-host/service-bus/settlement-turns.ts';
import type { LockedMessage } from '../../../local/functions-host/service-bus/message-source.ts';
import type { ServiceBusServer } from '../../../local/service-bus/start-service-bus.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { PATIENCE, PATIENCE_MS } from '../../support/patience.ts';

let bus: ServiceBusServer;
let client: ServiceBusClient;
let source: AzureMessageSource;
const errors: unknown[] = [];

beforeEach(async () => {
  bus = await startServiceBus({ queues: [{ name: 'work' }] });
  client = new ServiceBusClient(bus.connectionString);
  source = new AzureMessageSource({
    connectionString: bus.connectionString,
    queueName: 'work',
    maxAutoLockRenewalMs: 0,
  });
});

afterEach(async () => {
  await source.close();
  await client.close();
  await bus.stop();
  expect(errors.splice(0)).toEqual([]);
});

function subscribe(
  maxMessageBatchSize: number,
  onBatch: (messages: readonly LockedMessage[]) => Promise<void>,
): void {
  source.subscribeToBatches({ maxMessageBatchSize, onBatch, onError: (error) => errors.push(error) });
}

async function send(...bodies: readonly string[]): Promise<void> {
  await client.createSender('work').sendMessages(bodies.map((body) => ({ body })));
}

test('a batch that is being made is handed over before a pause is over', async () => {
  const batches: number[] = [];
  subscribe(10, async (messages) => {
    batches.push(messages.length);
  });
  await send('one');
  await vi.waitFor(
    () => {
      expect(bus.counts('work').locked).toBe(1);
    },
    { timeout: PATIENCE_MS, interval: 1 },
  );
  await source.pause();

  expect(batches).toEqual([1]);
});

test('nothing is taken after a pause', async () => {
  subscribe(10, async (messages) => {
    await Promise.all(messages.map(async (message) => message.complete()));
  });
  await send('one');
  await vi.waitFor(() => {
    expect(bus.operations('work').completed).toBe(1);
  }, PATIENCE);
  await source.pause();
  await send('two');

  expect(bus.counts('work')).toMatchObject({ active: 1, locked: 0 });
});

test('batches of one message need not wait for others', async () => {
  const sizes: number[] = [];
  subscribe(1, async ([message, ...others]) => {
    sizes.push(others.length + 1);
    await message?.complete();
  });
  await send('one', 'two', 'three');
  await vi.waitFor(() => {
    expect(bus.operations('work').completed).toBe(3);
  }, PATIENCE);
  await source.pause();

  expect(sizes).toEqual([1, 1, 1]);
});

test('settlements that are alike begin together, those that are not a round apart', async () => {
  const turns = new SettlementTurns();
  const begun: string[] = [];
  const settle = (outcome: 'completed' | 'abandoned', name: string): Promise<void> =>
    turns.settle(outcome, async () => {
      begun.push(name);
    });
  const all = [settle('completed', 'c1'), settle('abandoned', 'a1'), settle('completed', 'c2')];
  all.push(settle('abandoned', 'a2'));
  await Promise.resolve();
  expect(begun.splice(0)).toEqual(['c1', 'c2']);
  await setImmediate();
  expect(begun.splice(0)).toEqual(['a1', 'a2']);
  await Promise.all(all);
});
