import { expect, test } from 'vitest';
import { receiveOne, startLocal } from './local-service-bus.ts';

const NONE = {
  ...{ sends: 0, sentMessages: 0, receivedMessages: 0, completed: 0, abandoned: 0, released: 0, deferred: 0 },
  ...{ deadLettered: 0, renewals: 0, peeks: 0, cancelledSchedules: 0 },
};
const OFTEN = { queues: [{ name: 'runs', maxDeliveryCount: 2 }] };

test('counts nothing before anybody asks for anything', async () => {
  const { server } = await startLocal();

  expect(server.operations('runs')).toEqual(NONE);
});

test('counts a batch as one send of many messages', async () => {
  const { server, client } = await startLocal();
  const sender = client.createSender('runs');
  await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  await sender.sendMessages({ body: 4 });

  expect(server.operations('runs')).toEqual({ ...NONE, sends: 2, sentMessages: 4 });
});

test('counts deliveries and settlements by kind', async () => {
  const { server, client } = await startLocal();
  await client.createSender('runs').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  const receiver = client.createReceiver('runs');
  await receiver.abandonMessage(await receiveOne(receiver));
  await receiver.completeMessage(await receiveOne(receiver));
  await receiver.deferMessage(await receiveOne(receiver));
  const last = await receiveOne(receiver);
  await receiver.renewMessageLock(last);
  await receiver.deadLetterMessage(last);

  expect(server.operations('runs')).toMatchObject({
    ...{ receivedMessages: 4, abandoned: 1, completed: 1, deferred: 1, renewals: 1, deadLettered: 1 },
  });
});

test('counts what is asked of the dead letters apart, and not their arrival', async () => {
  const { server, client } = await startLocal(OFTEN);
  await client.createSender('runs').sendMessages({ body: 1 });
  const receiver = client.createReceiver('runs');
  await receiver.abandonMessage(await receiveOne(receiver));
  await receiver.abandonMessage(await receiveOne(receiver));
  const buried = client.createReceiver('runs/$DeadLetterQueue');
  await buried.completeMessage(await receiveOne(buried));

  expect(server.operations('runs')).toMatchObject({ abandoned: 2, deadLettered: 0, completed: 0 });
  expect(server.operations('runs/$DeadLetterQueue')).toEqual({ ...NONE, receivedMessages: 1, completed: 1 });
});

test('counts peeks, schedules and cancelled schedules', async () => {
  const { server, client } = await startLocal();
  const sender = client.createSender('runs');
  const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], new Date(Date.now() + 3_600_000));
  await sender.cancelScheduledMessages(numbers);
  await client.createReceiver('runs').peekMessages(5);

  expect(server.operations('runs')).toEqual({
    ...{ ...NONE, sends: 1, sentMessages: 2, cancelledSchedules: 2, peeks: 1 },
  });
});

test('does not count what is refused', async () => {
  const { server, client } = await startLocal();
  server.admin.inject({ fault: 'refuse-sends', queue: 'runs', count: 10 });
  await expect(client.createSender('runs').sendMessages({ body: 1 })).rejects.toThrow();

  expect(server.operations('runs').sends).toBe(0);
});
