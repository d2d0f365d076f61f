import { describe, expect, test } from 'vitest';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { connect, startLocal } from './local-service-bus.ts';

describe('refusals', () => {
  test('an unknown queue is not found, to send to or to receive from', async () => {
    const { client } = await startLocal();

    const sending = client.createSender('nowhere').sendMessages({ body: 'x' });
    const receiving = client.createReceiver('nowhere').receiveMessages(1);

    await expect(sending).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
    await expect(receiving).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
  });

  test('a wrong key is unauthorized', async () => {
    const { server } = await startLocal();
    const unauthorized = { code: 'UnauthorizedAccess' };
    const client = connect(server.connectionString.replace('local-development-only', 'another-key'));

    const sending = client.createSender('runs').sendMessages({ body: 'x' });

    await expect(sending).rejects.toMatchObject({ errors: [unauthorized, unauthorized] });
  });

  test('a session receiver of a queue without sessions is refused in the words of the service', async () => {
    const { client } = await startLocal();
    const refusal =
      /A sessionful message receiver cannot be created on an entity that does not require sessions/;

    await expect(client.acceptNextSession('runs')).rejects.toThrow(refusal);
    // For a session that it names itself the SDK puts a text of its own in place of the service's.
    await expect(client.acceptSession('runs', 'a')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
  });

  test('a message with a session id is an ordinary message', async () => {
    const { client, server } = await startLocal();

    await client.createSender('runs').sendMessages({ body: 'x', sessionId: 's' });

    expect(server.counts('runs').active).toBe(1);
  });

  test('a subscription is refused by name', async () => {
    const { client } = await startLocal();

    const receiving = client.createReceiver('topic', 'subscription').receiveMessages(1);

    await expect(receiving).rejects.toThrow(/does not support topics and subscriptions/);
  });

  test('nobody can send to a dead-letter queue', async () => {
    const { client } = await startLocal();

    const sending = client.createSender('runs/$DeadLetterQueue').sendMessages({ body: 'x' });

    await expect(sending).rejects.toThrow(/cannot be sent/);
  });

  test('a message over the limit is refused, also right after one that is accepted', async () => {
    const { client, server } = await startLocal({ queues: [{ name: 'runs', maxMessageBytes: 1_000 }] });
    const sender = client.createSender('runs');
    await sender.createMessageBatch();

    const outcomes = await Promise.allSettled([
      sender.sendMessages({ body: 'small' }),
      sender.sendMessages({ body: 'x'.repeat(2_000) }),
      sender.sendMessages({ body: 'small' }),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'MessageSizeExceeded' } });
    expect(server.counts('runs').active).toBe(2);
  });

  test('a batch over the limit is refused whole', async () => {
    const { client, server } = await startLocal({ queues: [{ name: 'runs', maxMessageBytes: 1_000 }] });
    const messages = [{ body: 'small' }, { body: 'x'.repeat(900) }, { body: 'small' }];

    const sending = client.createSender('runs').sendMessages(messages);

    await expect(sending).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
    expect(server.counts('runs').active).toBe(0);
  });

  test('a batch has a limit of its own', async () => {
    const queue = { name: 'runs', maxMessageBytes: 10_000, maxBatchBytes: 1_000 };
    const { client, server } = await startLocal({ queues: [queue] });
    const sender = client.createSender('runs');

    await sender.sendMessages({ body: 'x'.repeat(2_000) });
    const sending = sender.sendMessages([{ body: 'small' }, { body: 'x'.repeat(900) }, { body: 'small' }]);

    await expect(sending).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
    expect(server.counts('runs').active).toBe(1);
  });

  test('the SDK learns the limit for its batches', async () => {
    const { client } = await startLocal({ queues: [{ name: 'runs', maxMessageBytes: 1_000 }] });

    const batch = await client.createSender('runs').createMessageBatch();

    expect(batch.tryAddMessage({ body: 'x'.repeat(1_000) })).toBe(false);
  });

  test('a taken port is reported', async () => {
    const { server } = await startLocal();

    const starting = startServiceBus({ port: server.port, queues: [] });

    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('a queue defined twice is reported', async () => {
    const starting = startServiceBus({ queues: [{ name: 'runs' }, { name: 'RUNS' }] });

    await expect(starting).rejects.toThrow("Queue 'RUNS' is defined twice.");
  });
});
