import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startAmqpRelay, type AmqpRelay } from '../../../../bench/schedule/cost/amqp-relay.ts';
import { startServiceBus, type ServiceBusServer } from '../../../../local/service-bus/start-service-bus.ts';

describe('startAmqpRelay', () => {
  let server: ServiceBusServer;
  let relay: AmqpRelay;
  let client: ServiceBusClient;

  beforeEach(async () => {
    server = await startServiceBus({ queues: [{ name: 'runs' }] });
    relay = await startAmqpRelay(server.port);
    client = new ServiceBusClient(server.connectionString.replace(`:${server.port}`, `:${relay.port}`));
  });

  afterEach(async () => {
    await client.close();
    await relay.stop();
    await server.stop();
  });

  test('counts a message that is sent, delivered and completed', async () => {
    await client.createSender('runs').sendMessages({ body: { runId: 'a' } });
    const receiver = client.createReceiver('runs');
    const messages = await receiver.receiveMessages(1);
    for (const message of messages) await receiver.completeMessage(message);

    expect(relay.tally()).toEqual({
      sends: 1,
      transfers: 1,
      deliveries: 1,
      settlements: 1,
      managementRequests: 0,
    });
  });

  test('counts each message of a batch, and the batch as one transfer', async () => {
    await client.createSender('runs').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);

    expect(relay.tally()).toMatchObject({ sends: 3, transfers: 1 });
  });

  test('counts a message of several frames once', async () => {
    await client.createSender('runs').sendMessages({ body: 'x'.repeat(200_000) });

    expect(relay.tally()).toMatchObject({ sends: 1, transfers: 1 });
  });

  test('counts a renewal of a lock as a management request', async () => {
    await client.createSender('runs').sendMessages({ body: 1 });
    const receiver = client.createReceiver('runs');
    const messages = await receiver.receiveMessages(1);
    for (const message of messages) await receiver.renewMessageLock(message);

    expect(relay.tally()).toMatchObject({ sends: 1, deliveries: 1, managementRequests: 1 });
  });
});
