import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { receiveOne, startLocal } from './local-service-bus.ts';
import { ManualClock } from './manual-clock.ts';

const MINUTE_MS = 60_000;

/**
 * Ends handlers one after another. The SDK's rhea writes two settlements of one tick as the first of them, so
 * concurrent handlers that end together would not tell what the test is about.
 */
function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(() => setImmediate(resolve));
    });
  return () => (last = last.then(turn));
}

describe('settling', () => {
  test('an abandoned message comes back with its properties and one more failed delivery', async () => {
    const { client } = await startLocal();
    await client.createSender('runs').sendMessages({ body: 'x', applicationProperties: { kept: 1 } });
    const receiver = client.createReceiver('runs');
    const first = await receiveOne(receiver);

    await receiver.abandonMessage(first, { why: 'busy' });

    const second = await receiveOne(receiver);
    expect(second).toMatchObject({ deliveryCount: 1, applicationProperties: { kept: 1, why: 'busy' } });
    expect(second.sequenceNumber).toEqual(first.sequenceNumber);
  });

  test('an abandoned message is back at its old place', async () => {
    const { client } = await startLocal();
    await client.createSender('runs').sendMessages([{ body: 'a' }, { body: 'b' }]);
    const receiver = client.createReceiver('runs');

    await receiver.abandonMessage(await receiveOne(receiver));

    expect((await receiveOne(receiver)).body).toBe('a');
  });

  test('a message that fails too often goes to the dead-letter queue with the reason', async () => {
    const { client, server } = await startLocal({ queues: [{ name: 'runs', maxDeliveryCount: 2 }] });
    await client.createSender('runs').sendMessages({ body: 'poison' });
    const receiver = client.createReceiver('runs');

    await receiver.abandonMessage(await receiveOne(receiver));
    await receiver.abandonMessage(await receiveOne(receiver));

    expect(server.counts('runs')).toMatchObject({ active: 0, deadLettered: 1 });
    expect(await receiveOne(client.createReceiver('runs', { subQueueType: 'deadLetter' }))).toMatchObject({
      body: 'poison',
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 2 delivery attempts.',
    });
  });

  test('a message can be dead-lettered with a reason and properties', async () => {
    const { client } = await startLocal();
    await client.createSender('runs').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('runs');

    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'bad-input',
      deadLetterErrorDescription: 'no such model',
      model: 'm-7',
    });

    const deadLetters = client.createReceiver('runs', { subQueueType: 'deadLetter' });
    const dead = await receiveOne(deadLetters);
    expect(dead).toMatchObject({
      deadLetterReason: 'bad-input',
      deadLetterErrorDescription: 'no such model',
      applicationProperties: { model: 'm-7' },
    });
    await deadLetters.completeMessage(dead);
  });

  test('a deferred message is received by its number only', async () => {
    const { client, server } = await startLocal();
    await client.createSender('runs').sendMessages({ body: 'later' });
    const receiver = client.createReceiver('runs');
    const message = await receiveOne(receiver);
    const { sequenceNumber } = message;
    if (sequenceNumber === undefined) throw new Error('The message has no sequence number.');

    await receiver.deferMessage(message);

    expect(server.counts('runs')).toMatchObject({ active: 0, deferred: 1 });
    const [deferred] = await receiver.receiveDeferredMessages(sequenceNumber);
    if (deferred === undefined) throw new Error('The deferred message did not come.');
    expect(deferred).toMatchObject({ body: 'later', state: 'deferred' });
    await receiver.completeMessage(deferred);
    expect(server.counts('runs')).toMatchObject({ deferred: 0, locked: 0 });
  });

  test('a message can be settled after its receiver was closed', async () => {
    const { client, server } = await startLocal();
    await client.createSender('runs').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('runs');
    const message = await receiveOne(receiver);
    await receiver.close();

    await client.createReceiver('runs').completeMessage(message);

    expect(server.counts('runs')).toMatchObject({ active: 0, locked: 0 });
  });
});

describe('locks', () => {
  test('a message whose lock ends comes back, and its first receiver has lost it', async () => {
    const clock = new ManualClock();
    const { client } = await startLocal(clock);
    await client.createSender('runs').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('runs', { maxAutoLockRenewalDurationInMs: 0 });
    const first = await receiveOne(receiver);

    clock.advance(MINUTE_MS);

    const second = await receiveOne(receiver);
    expect(second.deliveryCount).toBe(1);
    await expect(receiver.completeMessage(first)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await receiver.completeMessage(second);
  });

  test('a renewed lock lasts its full duration again', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    await client.createSender('runs').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('runs', { maxAutoLockRenewalDurationInMs: 0 });
    const message = await receiveOne(receiver);
    clock.advance(MINUTE_MS - 1);

    const until = await receiver.renewMessageLock(message);

    expect(until.getTime()).toBe(clock.now() + MINUTE_MS);
    clock.advance(MINUTE_MS - 1);
    expect(server.counts('runs').locked).toBe(1);
    await receiver.completeMessage(message);
  });

  test('renewing a lock that has ended fails', async () => {
    const clock = new ManualClock();
    const { client } = await startLocal(clock);
    await client.createSender('runs').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('runs', { maxAutoLockRenewalDurationInMs: 0 });
    const message = await receiveOne(receiver);

    clock.advance(MINUTE_MS);

    await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
  });

  test('the messages of a client that vanished come back when their locks end', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    await client.createSender('runs').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('runs', { maxAutoLockRenewalDurationInMs: 0 });
    await receiveOne(receiver);
    await receiver.close();
    expect(server.counts('runs')).toMatchObject({ active: 0, locked: 1 });

    clock.advance(MINUTE_MS);

    expect(server.counts('runs')).toMatchObject({ active: 1, locked: 0 });
    expect((await receiveOne(client.createReceiver('runs'))).deliveryCount).toBe(1);
  });

  test('a message whose consumer was killed comes back when its lock ends', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal(clock);
    await client.createSender('runs').sendMessages({ body: 'x' });
    const script = fileURLToPath(new URL('./killable-consumer.ts', import.meta.url));
    const consumer = spawn(process.execPath, [script, server.connectionString], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(consumer.stdout, 'data');
    expect(server.counts('runs').locked).toBe(1);

    consumer.kill('SIGKILL');
    await once(consumer, 'exit');
    clock.advance(MINUTE_MS);

    expect((await receiveOne(client.createReceiver('runs'))).deliveryCount).toBe(1);
  });

  test('the SDK keeps a lock by itself while its handler works', async () => {
    const { client, server } = await startLocal({ queues: [{ name: 'runs', lockDurationMs: 4_000 }] });
    await client.createSender('runs').sendMessages({ body: 'long' });
    let deliveries = 0;

    await new Promise<void>((resolve) => {
      client.createReceiver('runs').subscribe({
        processMessage: async () => {
          deliveries += 1;
          // Longer than a lock. The SDK renews by the system's clock, which cannot be set forward, when half of a lock is
          // over: the other half is what a slow machine may be late.
          await delay(5_000);
          resolve();
        },
        processError: async () => undefined,
      });
    });

    await expect.poll(() => server.counts('runs')).toMatchObject({ active: 0, locked: 0, deadLettered: 0 });
    expect(deliveries).toBe(1);
  });

  test('no more messages are locked than the SDK can hold at once', async () => {
    const { client, server } = await startLocal();
    const sender = client.createSender('runs');
    for (let batch = 0; batch < 3; batch += 1) {
      await sender.sendMessages(Array.from({ length: 1_000 }, (_, body) => ({ body })));
    }
    const receiver = client.createReceiver('runs', { maxAutoLockRenewalDurationInMs: 0 });

    const held = [
      ...(await receiver.receiveMessages(2_000)),
      ...(await receiver.receiveMessages(1_000, { maxWaitTimeInMs: 100 })),
    ];

    expect(held.length).toBeLessThan(3_000);
    expect(server.counts('runs')).toMatchObject({ locked: held.length, active: 3_000 - held.length });
  });

  test('subscribe abandons what the handler throws at and completes the rest', async () => {
    const { client, server } = await startLocal();
    await client.createSender('runs').sendMessages(Array.from({ length: 20 }, (_, body) => ({ body })));
    const attempts = new Map<number, number>();
    const endInTurn = createTurns();

    await new Promise<void>((resolve) => {
      let done = 0;
      client.createReceiver('runs').subscribe(
        {
          processMessage: async ({ body }: { body: number }) => {
            const attempt = (attempts.get(body) ?? 0) + 1;
            attempts.set(body, attempt);
            await endInTurn();
            if (body % 4 === 0 && attempt === 1) throw new Error('first attempt fails');
            done += 1;
            if (done === 20) resolve();
          },
          processError: async () => undefined,
        },
        { maxConcurrentCalls: 8 },
      );
    });

    expect([...attempts.values()].filter((count) => count === 2)).toHaveLength(5);
    await expect.poll(() => server.counts('runs')).toMatchObject({ active: 0, locked: 0, deadLettered: 0 });
  });
});
