import { randomUUID } from 'node:crypto';
import {
  isServiceBusError,
  type ServiceBusMessage,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
  type ServiceBusSender,
} from '@azure/service-bus';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { present } from '../support/present.ts';
import { peekAll } from './targets/peek-all.ts';
import type { Namespace } from './targets/service-bus-target.ts';

const MINUTE_MS = 60_000;
const WAIT = { maxWaitTimeInMs: 10_000 };

/** What the app relies on in Service Bus queues; `connect` is called once. */
export function describeServiceBusService(connect: () => Promise<Namespace>): void {
  let namespace: Namespace;
  let sender: ServiceBusSender;
  let receiver: ServiceBusReceiver;
  let deadLetters: ServiceBusReceiver;
  let queue: string;

  beforeAll(async () => {
    namespace = await connect();
  });

  afterAll(() => namespace.dispose());

  // The locks are the cases' own: nothing renews them but what a case does.
  beforeEach(async () => {
    queue = await namespace.emptyQueue();
    const unrenewed = { maxAutoLockRenewalDurationInMs: 0 };
    sender = namespace.client.createSender(queue);
    receiver = namespace.client.createReceiver(queue, unrenewed);
    deadLetters = namespace.client.createReceiver(queue, { ...unrenewed, subQueueType: 'deadLetter' });
  });

  afterEach(async () => {
    await Promise.all([sender, receiver, deadLetters].map((link) => link.close()));
  });

  async function send(...messages: ServiceBusMessage[]): Promise<void> {
    await sender.sendMessages(messages.map((message) => ({ messageId: randomUUID(), ...message })));
  }

  async function receive(from = receiver): Promise<ServiceBusReceivedMessage> {
    const [message] = await from.receiveMessages(1, WAIT);
    return present(message, 'message');
  }

  /** What is there, taken or not: peeking waits for nothing. */
  async function bodiesIn(subQueue: { readonly subQueueType?: 'deadLetter' } = {}): Promise<unknown[]> {
    const messages = await peekAll(namespace.connect, queue, subQueue);
    return messages.map(({ body }): unknown => body);
  }

  async function faultOf(call: Promise<unknown>): Promise<string> {
    try {
      await call;
      return 'no fault';
    } catch (error) {
      if (isServiceBusError(error)) return error.code;
      throw error;
    }
  }

  describe('a message', () => {
    test('comes as it was sent', async () => {
      const sent = {
        body: { runId: 'größe', list: [1, null] },
        messageId: randomUUID(),
        contentType: 'application/json',
        correlationId: 'c-1',
        subject: 'run',
        applicationProperties: { attempt: 2, urgent: true },
      };
      await send(sent);

      const message = await receive();

      expect(message).toMatchObject({ ...sent, deliveryCount: 0 });
      await receiver.completeMessage(message);
    });

    test('is gone once it was completed', async () => {
      await send({ body: 'x' });

      await receiver.completeMessage(await receive());

      expect(await bodiesIn()).toEqual([]);
    });

    test('comes in the order of sending', async () => {
      for (const body of ['1', '2', '3']) await send({ body });

      const received = [];
      for (let count = 0; count < 3; count += 1) {
        const message = await receive();
        received.push(message.body);
        await receiver.completeMessage(message);
      }

      expect(received).toEqual(['1', '2', '3']);
    });

    test('is seen by peeking without being taken', async () => {
      await send({ body: 'x' });

      expect(await bodiesIn()).toEqual(['x']);
      expect(await bodiesIn()).toEqual(['x']);
      expect(await receive()).toMatchObject({ body: 'x', deliveryCount: 0 });
    });

    test('that is locked comes to nobody else', async () => {
      await send({ body: 'x' });
      await receive();

      expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 500 })).toEqual([]);
    });

    test('that is abandoned comes again, counted, with its properties changed', async () => {
      await send({ body: 'x' });

      await receiver.abandonMessage(await receive(), { lastFault: 'busy' });

      const message = await receive();
      expect(message).toMatchObject({ deliveryCount: 1, applicationProperties: { lastFault: 'busy' } });
      await receiver.completeMessage(message);
    });

    test('that is deferred comes by its number only', async () => {
      await send({ body: 'x' });
      const message = await receive();
      await receiver.deferMessage(message);

      const [deferred] = await receiver.receiveDeferredMessages(present(message.sequenceNumber));

      expect(deferred).toMatchObject({ body: 'x', state: 'deferred' });
      await receiver.completeMessage(present(deferred));
      expect(await bodiesIn()).toEqual([]);
    });

    test('is gone when it was received to be deleted', async () => {
      await send({ body: 'x' });
      const deleting = namespace.client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });

      const message = await receive(deleting);

      expect(message.body).toBe('x');
      expect(await bodiesIn()).toEqual([]);
      await deleting.close();
    });
  });

  describe('dead letters', () => {
    test('have the reason that they were given', async () => {
      await send({ body: 'x' });
      const reason = { deadLetterReason: 'unreadable', deadLetterErrorDescription: 'no run id' };

      await receiver.deadLetterMessage(await receive(), reason);

      expect(await bodiesIn()).toEqual([]);
      const message = await receive(deadLetters);
      expect(message).toMatchObject({ body: 'x', ...reason });
      await deadLetters.completeMessage(message);
      expect(await bodiesIn({ subQueueType: 'deadLetter' })).toEqual([]);
    });

    test('are messages that were delivered as often as the queue allows', async () => {
      await send({ body: 'x' });

      for (let count = 0; count < namespace.maxDeliveryCount; count += 1) {
        const message = await receive();
        expect(message.deliveryCount).toBe(count);
        await receiver.abandonMessage(message);
      }

      expect(await bodiesIn()).toEqual([]);
      const message = await receive(deadLetters);
      expect(message).toMatchObject({ body: 'x', deadLetterReason: 'MaxDeliveryCountExceeded' });
      await deadLetters.completeMessage(message);
    });
  });

  describe('a lock', () => {
    test('that ends gives the message to the next, counted, and the first has lost it', async () => {
      await send({ body: 'x' });
      const lost = await receive();

      await namespace.pass(namespace.lockDurationMs + 1_000);

      const message = await receive();
      expect(message.deliveryCount).toBe(1);
      expect(await faultOf(receiver.completeMessage(lost))).toBe('MessageLockLost');
      await receiver.completeMessage(message);
      expect(await bodiesIn()).toEqual([]);
    });

    test('lasts on when it is renewed', async () => {
      await send({ body: 'x' });
      const message = await receive();
      const until = present(message.lockedUntilUtc).getTime();

      await namespace.pass(namespace.lockDurationMs * 0.6);
      const renewed = await receiver.renewMessageLock(message);
      await namespace.pass(namespace.lockDurationMs * 0.6);

      expect(renewed.getTime()).toBeGreaterThan(until);
      expect(await faultOf(receiver.completeMessage(message))).toBe('no fault');
      expect(await bodiesIn()).toEqual([]);
    });

    test('cannot be renewed once it has ended', async () => {
      await send({ body: 'x' });
      const lost = await receive();

      await namespace.pass(namespace.lockDurationMs + 1_000);

      expect(await faultOf(receiver.renewMessageLock(lost))).toBe('MessageLockLost');
    });
  });

  describe('a scheduled message', () => {
    const inMs = (ms: number) => new Date(namespace.now() + ms);

    test('comes at its time, not before', async () => {
      await send({ body: 'x', scheduledEnqueueTimeUtc: inMs(6_000) });

      const [before] = await receiver.peekMessages(1);
      expect(before).toMatchObject({ body: 'x', state: 'scheduled' });
      expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 500 })).toEqual([]);

      await namespace.pass(6_000);
      const message = await receive();
      expect(message.body).toBe('x');
      await receiver.completeMessage(message);
    });

    test('whose time has passed comes at once', async () => {
      await send({ body: 'x', scheduledEnqueueTimeUtc: inMs(-MINUTE_MS) });

      const message = await receive();

      expect(message.body).toBe('x');
      await receiver.completeMessage(message);
    });

    test('can be cancelled until then', async () => {
      const [number] = await sender.scheduleMessages({ body: 'x', messageId: randomUUID() }, inMs(MINUTE_MS));

      await sender.cancelScheduledMessages(present(number));

      expect(await bodiesIn()).toEqual([]);
    });
  });

  describe('duplicate detection', () => {
    test('drops a message whose id was sent before', async () => {
      const messageId = randomUUID();

      await send({ body: 'first', messageId });
      await send({ body: 'second', messageId });

      expect(await bodiesIn()).toEqual(['first']);
    });

    test('drops one also after the first was completed', async () => {
      const messageId = randomUUID();
      await send({ body: 'first', messageId });
      await receiver.completeMessage(await receive());

      await send({ body: 'second', messageId });

      expect(await bodiesIn()).toEqual([]);
    });

    test('drops one also while the first is scheduled', async () => {
      const messageId = randomUUID();
      await send({
        ...{ body: 'first', messageId },
        scheduledEnqueueTimeUtc: new Date(namespace.now() + MINUTE_MS),
      });

      await send({ body: 'second', messageId });

      expect(await bodiesIn()).toEqual(['first']);
    });
  });

  describe('a batch', () => {
    test('is sent whole', async () => {
      const batch = await sender.createMessageBatch();
      for (const body of ['1', '2', '3']) batch.tryAddMessage({ body, messageId: randomUUID() });

      await sender.sendMessages(batch);

      expect(await bodiesIn()).toEqual(['1', '2', '3']);
    });

    test('takes no message that is too large for it', async () => {
      const batch = await sender.createMessageBatch();

      expect(batch.tryAddMessage({ body: 'x'.repeat(batch.maxSizeInBytes) })).toBe(false);
      expect(batch.tryAddMessage({ body: 'x' })).toBe(true);
    });
  });

  describe('a subscription', () => {
    test('hands out what comes, and what its handler throws at comes again', async () => {
      await send({ body: 'once' }, { body: 'twice' });
      const seen: string[] = [];
      const done = Promise.withResolvers<undefined>();

      const subscription = receiver.subscribe({
        processMessage: async ({ body, deliveryCount }) => {
          seen.push(`${body} ${deliveryCount ?? '?'}`);
          if (seen.length === 3) done.resolve(undefined);
          if (body === 'twice' && deliveryCount === 0) throw new Error('not yet');
        },
        processError: async () => undefined,
      });
      await done.promise;
      await subscription.close();

      expect(seen.sort()).toEqual(['once 0', 'twice 0', 'twice 1']);
    });
  });

  describe('the namespace', () => {
    test('has no queue of an unknown name', async () => {
      const nowhere = namespace.client.createReceiver(`nowhere-${randomUUID()}`);

      expect(await faultOf(nowhere.receiveMessages(1))).toBe('MessagingEntityNotFound');
    });
  });
}
