import { ServiceBusClient } from '@azure/service-bus';
import { expect, test } from 'vitest';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { present } from '../../support/present.ts';
import { emptyQueue } from './empty-queue.ts';

test('emptying a queue leaves no active, scheduled, deferred or dead message in it', async () => {
  const server = await startServiceBus({ queues: [{ name: 'runs' }] });
  const connect = () => new ServiceBusClient(server.connectionString);
  const client = connect();
  const sender = client.createSender('runs');
  const receiver = client.createReceiver('runs');
  const take = async () => present((await receiver.receiveMessages(1))[0]);
  for (const body of ['deferred', 'dead', 'active']) await sender.sendMessages({ body });
  await receiver.deferMessage(await take());
  await receiver.deadLetterMessage(await take());
  await sender.scheduleMessages({ body: 'scheduled' }, new Date(Date.now() + 60_000));

  await emptyQueue(connect, 'runs');

  expect(server.counts('runs')).toMatchObject({ active: 0, deferred: 0, scheduled: 0, deadLettered: 0 });
  await client.close();
  await server.stop();
});
