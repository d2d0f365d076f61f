import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { describe, expect, test } from 'vitest';
import { connect, receiveOne, startLocal } from './local-service-bus.ts';
import { ManualClock } from './manual-clock.ts';

const QUEUE = { name: 'runs', requiresSession: true };
const MINUTE_MS = 60_000;

async function receiveBodies(receiver: ServiceBusReceiver, count: number): Promise<readonly unknown[]> {
  const messages: readonly ServiceBusReceivedMessage[] = await receiver.receiveMessages(count, {
    maxWaitTimeInMs: 1_000,
  });
  return messages.map(({ body }): unknown => body);
}

describe('accepting a session', () => {
  test('gives the messages of that session alone, in order', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages([
      { body: 'a1', sessionId: 'a' },
      { body: 'b1', sessionId: 'b' },
      { body: 'a2', sessionId: 'a' },
      { body: 'a3', sessionId: 'a' },
    ]);

    const receiver = await client.acceptSession('runs', 'a');

    expect(receiver.sessionId).toBe('a');
    expect(await receiveBodies(receiver, 3)).toEqual(['a1', 'a2', 'a3']);
  });

  test('succeeds for a session without messages, which come later', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    const receiver = await client.acceptSession('runs', 'a');
    const receiving = receiveOne(receiver);

    await client.createSender('runs').sendMessages({ body: 'late', sessionId: 'a' });

    expect((await receiving).body).toBe('late');
  });

  test('is refused while another receiver has the session', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });
    await client.acceptSession('runs', 'a');

    const second = connect(server.connectionString).acceptSession('runs', 'a');

    await expect(second).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
  });

  test('tells until when the session is locked', async () => {
    const clock = new ManualClock();
    const { client } = await startLocal({
      queues: [{ ...QUEUE, lockDurationMs: 10 * MINUTE_MS }],
      now: clock.now,
      startTimer: clock.startTimer,
    });

    const receiver = await client.acceptSession('runs', 'a');

    expect(receiver.sessionLockedUntilUtc.getTime()).toBe(clock.now() + 10 * MINUTE_MS);
  });
});

describe('accepting the next session', () => {
  test('gives the session whose message has waited the longest and that nobody has', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages([
      { body: 1, sessionId: 'b' },
      { body: 2, sessionId: 'a' },
      { body: 3, sessionId: 'c' },
    ]);

    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.push((await client.acceptNextSession('runs')).sessionId);

    expect(ids).toEqual(['b', 'a', 'c']);
  });

  test('waits for a session to come up', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    const accepting = client.acceptNextSession('runs');
    await delay(50);

    await client.createSender('runs').sendMessages({ body: 'x', sessionId: 'a' });

    const receiver = await accepting;
    expect(receiver.sessionId).toBe('a');
    expect((await receiveOne(receiver)).body).toBe('x');
  });

  test('waits for a session to be released', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages({ body: 'x', sessionId: 'a' });
    const first = await client.acceptSession('runs', 'a');
    const accepting = client.acceptNextSession('runs');
    await delay(50);

    await first.close();

    expect((await accepting).sessionId).toBe('a');
  });

  test('times out when none comes up', async () => {
    const { server } = await startLocal({ queues: [QUEUE] });
    const client = connect(server.connectionString, 2_000);

    await expect(client.acceptNextSession('runs')).rejects.toMatchObject({ code: 'ServiceTimeout' });
  });

  test('gives every session to one of several that wait', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });
    const others = [connect(server.connectionString), connect(server.connectionString)];
    const accepting = [client, ...others].map((each) => each.acceptNextSession('runs'));
    await delay(50);

    await client
      .createSender('runs')
      .sendMessages(['a', 'b', 'c'].map((id) => ({ body: id, sessionId: id })));

    const ids = (await Promise.all(accepting)).map(({ sessionId }) => sessionId);
    expect(ids.sort()).toEqual(['a', 'b', 'c']);
  });
});

describe("a session's lock", () => {
  async function lockedSession() {
    const clock = new ManualClock();
    const { client, server } = await startLocal({
      queues: [{ ...QUEUE, lockDurationMs: MINUTE_MS }],
      now: clock.now,
      startTimer: clock.startTimer,
    });
    await client.createSender('runs').sendMessages({ body: 'x', sessionId: 'a' });
    const receiver = await client.acceptSession('runs', 'a', { maxAutoLockRenewalDurationInMs: 0 });
    return { clock, client, server, receiver };
  }

  test('lost, takes the messages along as failed deliveries', async () => {
    const { clock, client, receiver } = await lockedSession();
    const message = await receiveOne(receiver);

    clock.advance(MINUTE_MS);
    // A settlement that crosses the end of the link is never answered: the SDK would wait a minute.
    await expect.poll(() => receiver.isClosed).toBe(true);

    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'SessionLockLost' });
    const later = await client.acceptSession('runs', 'a');
    expect(await receiveOne(later)).toMatchObject({ body: 'x', deliveryCount: 1 });
  });

  test('goes on when it is renewed', async () => {
    const { clock, receiver, server } = await lockedSession();
    const message = await receiveOne(receiver);
    clock.advance(MINUTE_MS - 1);

    const until = await receiver.renewSessionLock();
    clock.advance(MINUTE_MS - 1);
    await receiver.completeMessage(message);

    expect(until.getTime()).toBe(clock.now() + 1);
    expect(server.counts('runs')).toMatchObject({ active: 0, locked: 0 });
  });

  test('cannot be renewed when it is over', async () => {
    const { clock, receiver } = await lockedSession();

    clock.advance(MINUTE_MS);

    await expect(receiver.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
  });

  test('ends with the receiver, whose messages go back without a failed delivery', async () => {
    const { client, receiver, server } = await lockedSession();
    await receiveOne(receiver);

    await receiver.close();

    await expect.poll(() => server.counts('runs')).toMatchObject({ active: 1, locked: 0 });
    const later = await client.acceptNextSession('runs');
    expect(await receiveOne(later)).toMatchObject({ body: 'x', deliveryCount: 0 });
  });

  test('ends with a broken connection, whose messages count as failed deliveries', async () => {
    const { client, receiver, server } = await lockedSession();
    await receiveOne(receiver);

    server.admin.inject({ fault: 'drop-connections' });

    await expect.poll(() => server.counts('runs')).toMatchObject({ active: 1, locked: 0 });
    const later = await client.acceptNextSession('runs');
    expect(await receiveOne(later)).toMatchObject({ body: 'x', deliveryCount: 1 });
  });
});

describe("a session's messages", () => {
  test('wait until the receiver asks for them', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });
    await client.acceptSession('runs', 'a');

    await client.createSender('runs').sendMessages({ body: 1, sessionId: 'a' });

    expect(server.counts('runs')).toMatchObject({ active: 1, locked: 0 });
  });

  test('come again in their old order when one is abandoned', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages([1, 2, 3].map((body) => ({ body, sessionId: 'a' })));
    const receiver = await client.acceptSession('runs', 'a');

    await receiver.abandonMessage(await receiveOne(receiver));

    expect(await receiveBodies(receiver, 3)).toEqual([1, 2, 3]);
  });

  test('can be deferred and received by number by who has the session', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages({ body: 'x', sessionId: 'a' });
    const receiver = await client.acceptSession('runs', 'a');
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);

    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber ?? []);
    if (deferred !== undefined) await receiver.completeMessage(deferred);

    expect(deferred).toMatchObject({ body: 'x', state: 'deferred' });
    expect(server.counts('runs')).toMatchObject({ deferred: 0, locked: 0 });
  });

  test('cannot be received by number from another session', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages({ body: 'x', sessionId: 'a' });
    const receiver = await client.acceptSession('runs', 'a');
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const other = await client.acceptSession('runs', 'b');

    const receiving = other.receiveDeferredMessages(message.sequenceNumber ?? []);

    await expect(receiving).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  test('can be peeked at, those of one session or of all', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages([
      { body: 'a', sessionId: 'a' },
      { body: 'b', sessionId: 'b' },
    ]);
    const receiver = await client.acceptSession('runs', 'b');

    expect((await receiver.peekMessages(10)).map(({ sessionId }) => sessionId)).toEqual(['b']);
    const another = connect(server.connectionString).createReceiver('runs');
    expect(await another.peekMessages(10)).toHaveLength(2);
  });

  test('are received without a session when they are dead letters', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    await client.createSender('runs').sendMessages({ body: 'x', sessionId: 'a' });
    const receiver = await client.acceptSession('runs', 'a');

    await receiver.deadLetterMessage(await receiveOne(receiver));

    const deadLetters = client.createReceiver('runs', { subQueueType: 'deadLetter' });
    expect(await receiveOne(deadLetters)).toMatchObject({ body: 'x', sessionId: 'a' });
  });

  test('are handed to a subscription one after the other', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });
    await client
      .createSender('runs')
      .sendMessages([...Array(20).keys()].map((body) => ({ body, sessionId: 'a' })));
    const receiver = await client.acceptSession('runs', 'a');
    const seen: unknown[] = [];

    receiver.subscribe({
      processMessage: async ({ body }: { body: unknown }) => {
        seen.push(body);
      },
      processError: async () => undefined,
    });

    await expect.poll(() => server.counts('runs')).toMatchObject({ active: 0, locked: 0 });
    expect(seen).toEqual([...Array(20).keys()]);
  });
});

describe("a session's state", () => {
  test('is kept from one receiver to the next, and can be cleared', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });
    const first = await client.acceptSession('runs', 'a');
    expect(await first.getSessionState()).toBeNull();
    await first.setSessionState({ step: 2 });
    await first.close();

    const second = await client.acceptSession('runs', 'a');
    expect(await second.getSessionState()).toEqual({ step: 2 });
    await second.setSessionState(null);

    expect(await second.getSessionState()).toBeNull();
  });

  test("belongs to one session, and to its queue's only", async () => {
    const { client } = await startLocal({ queues: [QUEUE, { name: 'others', requiresSession: true }] });
    await (await client.acceptSession('runs', 'a')).setSessionState('of runs');

    expect(await (await client.acceptSession('runs', 'b')).getSessionState()).toBeNull();
    expect(await (await client.acceptSession('others', 'a')).getSessionState()).toBeNull();
  });

  test('over the size limit is refused', async () => {
    const { client } = await startLocal({ queues: [{ ...QUEUE, maxMessageBytes: 1_000 }] });
    const receiver = await client.acceptSession('runs', 'a');

    const setting = receiver.setSessionState('x'.repeat(1_001));

    await expect(setting).rejects.toThrow(/limit is 1000/);
  });
});

describe('a queue that requires sessions', () => {
  test('refuses a message without one, and the batch that it is in', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });

    const sending = client.createSender('runs').sendMessages([{ body: 1, sessionId: 'a' }, { body: 2 }]);

    await expect(sending).rejects.toThrow(/SessionId was not set on a message/);
    expect(server.counts('runs').active).toBe(0);
  });

  test('refuses an empty session id, which the SDK cannot receive', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });

    const sending = client.createSender('runs').sendMessages({ body: 1, sessionId: '' });

    await expect(sending).rejects.toThrow(/does not support empty session ids/);
  });

  test('refuses to schedule a message without one', async () => {
    const { client, server } = await startLocal({ queues: [QUEUE] });

    const scheduling = client.createSender('runs').scheduleMessages({ body: 1 }, new Date(2 ** 42));

    await expect(scheduling).rejects.toThrow(/SessionId was not set/);
    expect(server.counts('runs').scheduled).toBe(0);
  });

  test('refuses a receiver without one', async () => {
    const { client } = await startLocal({ queues: [QUEUE] });

    const receiving = client.createReceiver('runs').receiveMessages(1);

    await expect(receiving).rejects.toThrow(/requires sessions to create a non-sessionful message receiver/);
  });
});
