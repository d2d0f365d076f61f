import { randomUUID } from 'node:crypto';
import { BrokerError, notImplemented } from './broker-error.ts';
import { DuplicateHistory } from './duplicate-history.ts';
import type { MessageStore } from './message-store.ts';
import { type IncomingMessage, type QueuedMessage, toQueuedMessage } from './queued-message.ts';
import type { QueueSettings } from './queue-settings.ts';

/** What a queue demands of a message before it takes it in, and how it stands in the queue then. */
export class Admission {
  readonly #settings: QueueSettings;
  readonly #key: string;
  readonly #store: MessageStore;
  readonly #history: DuplicateHistory | undefined;

  constructor(settings: QueueSettings, key: string, store: MessageStore) {
    const { duplicateDetectionWindowMs: windowMs } = settings;
    this.#settings = settings;
    this.#key = key;
    this.#store = store;
    this.#history = windowMs === undefined ? undefined : new DuplicateHistory(windowMs);
  }

  /** Reads back which message ids were accepted in the last life. */
  restore(): void {
    for (const { messageId, seenAt } of this.#store.acceptedIds(this.#key)) {
      this.#history?.add(messageId, seenAt);
    }
  }

  /**
   * Checks all messages before the first is taken in.
   *
   * @throws BrokerError amqp:link:message-size-exceeded, or amqp:not-allowed for a message without a session.
   */
  assertAcceptable(messages: readonly IncomingMessage[]): void {
    const { maxMessageBytes, name, requiresSession } = this.#settings;
    if (messages.some(({ content }) => content.length > maxMessageBytes)) {
      const description = `A message for '${name}' is larger than the queue's limit of ${maxMessageBytes} bytes.`;
      throw new BrokerError('amqp:link:message-size-exceeded', description);
    }
    if (!requiresSession) return;
    if (messages.some(({ sessionId }) => sessionId === '')) throw notImplemented('empty session ids');
    if (messages.some(({ sessionId }) => sessionId === undefined)) {
      throw new BrokerError(
        'amqp:not-allowed',
        'The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.',
      );
    }
  }

  /** The message as it stands in the queue, or undefined when it is a duplicate, which is accepted and dropped. */
  admit(incoming: IncomingMessage, sequenceNumber: number, now: number): QueuedMessage | undefined {
    const messageId = incoming.messageId ?? randomUUID().replaceAll('-', '');
    if (this.#history !== undefined) {
      for (const id of this.#history.forgetBefore(now)) this.#store.forgetId(this.#key, id);
      if (this.#history.has(messageId, now)) return undefined;
      this.#history.add(messageId, now);
      this.#store.rememberId(this.#key, messageId, now);
    }
    const message = toQueuedMessage(incoming, { messageId, sequenceNumber, now });
    const isScheduled = incoming.scheduledFor !== undefined && incoming.scheduledFor > now;
    if (isScheduled) return { ...message, state: 'scheduled' };
    return { ...message, expiresAt: this.expiryOf(message, now) };
  }

  /** When a message that joins the queue at `enqueuedAt` expires: the shorter of its own and the queue's time to live. */
  expiryOf({ ttlMs }: QueuedMessage, enqueuedAt: number): number | undefined {
    const ttl = Math.min(ttlMs ?? Infinity, this.#settings.defaultTtlMs ?? Infinity);
    return ttl === Infinity ? undefined : enqueuedAt + ttl;
  }
}
