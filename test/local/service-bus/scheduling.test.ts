import { describe, expect, test } from 'vitest';
import { receiveOne, startLocal } from './local-service-bus.ts';
import { ManualClock } from './manual-clock.ts';

const MINUTE_MS = 60_000;

describe('scheduled messages', () => {
  test('a message sent for later comes at its time and not before', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    const scheduledEnqueueTimeUtc = new Date(clock.now() + 90_000);
    await client.createSender('runs').sendMessages({ body: 'run', scheduledEnqueueTimeUtc });

    clock.advance(89_999);
    expect(server.counts('runs')).toMatchObject({ scheduled: 1, active: 0 });
    clock.advance(1);

    expect(server.counts('runs')).toMatchObject({ scheduled: 0, active: 1 });
    const message = await receiveOne(client.createReceiver('runs'));
    expect(message.enqueuedTimeUtc).toEqual(scheduledEnqueueTimeUtc);
  });

  test('a waiting receiver gets it at once', async () => {
    const clock = new ManualClock();
    const { client } = await startLocal(clock);
    const scheduledEnqueueTimeUtc = new Date(clock.now() + 1_000);
    await client.createSender('runs').sendMessages({ body: 'run', scheduledEnqueueTimeUtc });
    const waiting = receiveOne(client.createReceiver('runs'));
    clock.advance(1_000);

    expect((await waiting).body).toBe('run');
  });

  test('messages of one instant come in the order in which they were scheduled', async () => {
    const clock = new ManualClock();
    const { client } = await startLocal(clock);
    const bodies = [...Array(20).keys()];
    await client.createSender('runs').scheduleMessages(
      bodies.map((body) => ({ body })),
      new Date(clock.now() + 1_000),
    );
    clock.advance(1_000);

    const messages = await client.createReceiver('runs').receiveMessages(20);

    expect(messages.map(({ body }: { body: unknown }) => body)).toEqual(bodies);
  });

  test('one in the past is there at once', async () => {
    const clock = new ManualClock();
    const { client } = await startLocal(clock);

    await client.createSender('runs').scheduleMessages({ body: 'x' }, new Date(clock.now() - 1));

    expect((await receiveOne(client.createReceiver('runs'))).body).toBe('x');
  });

  test('a cancelled one never comes', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    const sender = client.createSender('runs');
    const numbers = await sender.scheduleMessages(
      [{ body: 'a' }, { body: 'b' }],
      new Date(clock.now() + 1_000),
    );
    const [first] = numbers;
    if (first === undefined) throw new Error('No sequence number was returned.');

    await sender.cancelScheduledMessages(first);

    clock.advance(1_000);
    expect(server.counts('runs')).toMatchObject({ scheduled: 0, active: 1 });
  });

  test('cancelling an unknown one fails and cancels none', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    const sender = client.createSender('runs');
    const [first] = await sender.scheduleMessages([{ body: 'a' }], new Date(clock.now() + 1_000));
    if (first === undefined) throw new Error('No sequence number was returned.');

    const cancelling = sender.cancelScheduledMessages([first, first.add(100)]);

    await expect(cancelling).rejects.toMatchObject({ code: 'MessageNotFound' });
    expect(server.counts('runs').scheduled).toBe(1);
  });
});

describe('time to live', () => {
  test('an expired message is dropped without anybody asking', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    await client.createSender('runs').sendMessages({ body: 'x', timeToLive: 1_000 });

    clock.advance(1_000);

    expect(server.counts('runs')).toMatchObject({ active: 0, deadLettered: 0 });
  });

  test('an expired message goes to the dead-letter queue where the queue says so', async () => {
    const clock = new ManualClock();
    const queues = [{ name: 'runs', defaultTtlMs: 5_000, deadLetterOnExpiration: true }];
    const { client, server } = await startLocal({ queues, now: clock.now, startTimer: clock.startTimer });
    await client.createSender('runs').sendMessages({ body: 'x', timeToLive: MINUTE_MS });

    clock.advance(5_000);

    expect(server.counts('runs')).toMatchObject({ active: 0, deadLettered: 1 });
    const dead = await receiveOne(client.createReceiver('runs', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ deadLetterReason: 'TTLExpiredException' });
  });

  test('a locked message can still be completed after its time', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    await client.createSender('runs').sendMessages({ body: 'x', timeToLive: 1_000 });
    const receiver = client.createReceiver('runs');
    const message = await receiveOne(receiver);

    clock.advance(2_000);
    await receiver.completeMessage(message);

    expect(server.counts('runs')).toMatchObject({ active: 0, locked: 0 });
  });
});

describe('duplicate detection', () => {
  const queues = [{ name: 'runs', duplicateDetectionWindowMs: 10 * MINUTE_MS }];

  test('a message id is accepted once within the window, again after it', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal({ queues, now: clock.now, startTimer: clock.startTimer });
    const sender = client.createSender('runs');
    await sender.sendMessages({ body: 1, messageId: 'run-1' });
    await sender.sendMessages({ body: 2, messageId: 'run-1' });
    expect(server.counts('runs').active).toBe(1);

    clock.advance(10 * MINUTE_MS);
    await sender.sendMessages({ body: 3, messageId: 'run-1' });

    expect(server.counts('runs').active).toBe(2);
  });

  test('a completed message is still remembered', async () => {
    const { client, server } = await startLocal({ queues });
    const sender = client.createSender('runs');
    await sender.sendMessages({ body: 1, messageId: 'run-1' });
    const receiver = client.createReceiver('runs');
    await receiver.completeMessage(await receiveOne(receiver));

    await sender.sendMessages({ body: 2, messageId: 'run-1' });

    expect(server.counts('runs').active).toBe(0);
  });

  test('duplicates inside one batch are dropped', async () => {
    const { client, server } = await startLocal({ queues });

    await client
      .createSender('runs')
      .sendMessages(['a', 'b', 'a'].map((messageId) => ({ body: 1, messageId })));

    expect(server.counts('runs').active).toBe(2);
  });

  test('a message is scheduled once', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal({ queues, now: clock.now, startTimer: clock.startTimer });
    const sender = client.createSender('runs');
    const scheduledEnqueueTimeUtc = new Date(clock.now() + MINUTE_MS);

    await sender.sendMessages({ body: 1, messageId: 'run-1', scheduledEnqueueTimeUtc });
    await sender.sendMessages({ body: 1, messageId: 'run-1', scheduledEnqueueTimeUtc });

    expect(server.counts('runs').scheduled).toBe(1);
  });
});
