import { randomUUID } from 'node:crypto';
import { BrokerError, lockLost, messageNotFound } from './broker-error.ts';
import { DuplicateHistory } from './duplicate-history.ts';
import { LockTable } from './lock-table.ts';
import type { MessageStore } from './message-store.ts';
import { QueueContents } from './queue-contents.ts';
import { countMessages, type QueueCounts } from './queue-counts.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { ReceiveMode, Settlement } from './settlement.ts';
import {
  type DeadLetterDetails,
  type IncomingMessage,
  isExpired,
  mergeProperties,
  type QueuedMessage,
  toQueuedMessage,
} from './queued-message.ts';

export interface QueueDependencies {
  readonly store: MessageStore;
  readonly now: () => number;
  /** Undefined for a dead-letter queue itself. */
  readonly deadLetters: Queue | undefined;
}

/**
 * One queue's rules. A call that throws has changed nothing. Ends of locks and times to live are judged when
 * they matter, not when a timer notices them: a late timer never hands out an expired message.
 */
export class Queue {
  readonly settings: QueueSettings;
  readonly #key: string;
  readonly #store: MessageStore;
  readonly #now: () => number;
  readonly #deadLetters: Queue | undefined;
  readonly #contents: QueueContents;
  readonly #locks: LockTable;
  readonly #history: DuplicateHistory | undefined;
  #onAvailable: () => void = () => undefined;

  constructor(settings: QueueSettings, { store, now, deadLetters }: QueueDependencies) {
    const { name, lockDurationMs, duplicateDetectionWindowMs: windowMs } = settings;
    this.settings = settings;
    this.#key = name.toLowerCase();
    this.#store = store;
    this.#now = now;
    this.#deadLetters = deadLetters;
    this.#contents = new QueueContents(this.#key, store);
    this.#locks = new LockTable(lockDurationMs);
    this.#history = windowMs === undefined ? undefined : new DuplicateHistory(windowMs);
  }

  /** Reads the last life's messages back; those that a receiver held count as a failed delivery. */
  restore(): void {
    for (const { messageId, seenAt } of this.#store.acceptedIds(this.#key))
      this.#history?.add(messageId, seenAt);
    for (const message of this.#contents.restore()) this.#giveBack(message, 1);
    this.advance();
  }

  /** Has `listener` called whenever a message becomes ready to be taken. */
  whenAvailable(listener: () => void): void {
    this.#onAvailable = listener;
  }

  /**
   * Accepts all messages or none. A duplicate is accepted and dropped.
   *
   * @returns a sequence number each.
   * @throws BrokerError amqp:link:message-size-exceeded.
   */
  send(messages: readonly IncomingMessage[]): readonly number[] {
    const { maxMessageBytes, name } = this.settings;
    if (messages.some(({ content }) => content.length > maxMessageBytes)) {
      const description = `A message for '${name}' is larger than the queue's limit of ${maxMessageBytes} bytes.`;
      throw new BrokerError('amqp:link:message-size-exceeded', description);
    }
    const now = this.#now();
    for (const id of this.#history?.forgetBefore(now) ?? []) this.#store.forgetId(this.#key, id);
    return messages.map((message) => this.#accept(message, now));
  }

  /** The next waiting message, locked for the caller or (receive-and-delete) removed. */
  take(mode: ReceiveMode): QueuedMessage | undefined {
    const now = this.#now();
    for (;;) {
      const message = this.#contents.nextReady();
      if (message === undefined) return undefined;
      if (!isExpired(message, now)) return this.#handOver(message, mode);
      this.#expire(message);
    }
  }

  /** Deferred messages by number, all or none. @throws BrokerError com.microsoft:message-not-found. */
  takeDeferred(sequenceNumbers: readonly number[], mode: ReceiveMode): readonly QueuedMessage[] {
    const now = this.#now();
    const messages = [...new Set(sequenceNumbers)].map((sequenceNumber) => {
      const message = this.#contents.get(sequenceNumber);
      // A deferred message expires only when somebody asks for it.
      const isGone = message?.state !== 'deferred' || message.lock !== undefined;
      if (isGone) throw messageNotFound(sequenceNumber, 'deferred');
      return message;
    });
    const expired = messages.filter((message) => isExpired(message, now));
    for (const message of expired) this.#expire(message);
    for (const { sequenceNumber } of expired) throw messageNotFound(sequenceNumber, 'deferred');
    return messages.map((message) => this.#handOver(message, mode));
  }

  /**
   * Settles all or none.
   *
   * @throws BrokerError com.microsoft:message-lock-lost when a token's lock has ended; amqp:not-allowed when a
   * message of a dead-letter queue is to be dead-lettered.
   */
  settle(tokens: readonly string[], settlement: Settlement): void {
    if (settlement.kind === 'dead-letter' && this.#deadLetters === undefined) {
      throw new BrokerError('amqp:not-allowed', 'A dead-lettered message cannot be dead-lettered again.');
    }
    const messages = [...new Set(tokens)].map((token) => this.#held(token));
    for (const message of messages) this.#settleOne(message, settlement);
  }

  /** Starts the locks' duration again, all or none. @returns their new ends. @throws BrokerError as `settle`. */
  renew(tokens: readonly string[]): readonly number[] {
    const messages = tokens.map((token) => this.#held(token));
    return messages.map((message, index) => {
      const lock = this.#locks.renew(tokens[index] ?? '', this.#now());
      this.#contents.extendLock({ ...message, lock });
      return lock?.until ?? 0;
    });
  }

  /** Up to `count` messages from a number on, in any state, without touching them. */
  peek(fromSequenceNumber: number, count: number): readonly QueuedMessage[] {
    const found: QueuedMessage[] = [];
    for (const message of this.#contents.all()) {
      if (found.length >= count) break;
      if (message.sequenceNumber >= fromSequenceNumber) found.push(message);
    }
    return found;
  }

  /** Takes scheduled messages back, all or none. @throws BrokerError com.microsoft:message-not-found. */
  cancelScheduled(sequenceNumbers: readonly number[]): void {
    for (const sequenceNumber of sequenceNumbers) {
      if (this.#contents.get(sequenceNumber)?.state !== 'scheduled') {
        throw messageNotFound(sequenceNumber, 'scheduled');
      }
    }
    for (const sequenceNumber of sequenceNumbers) this.#contents.remove(sequenceNumber);
  }

  counts(): QueueCounts {
    return countMessages(this.#contents.all(), this.#deadLetters?.peek(0, Infinity) ?? []);
  }

  /** When `advance` has something to do next, epoch ms. */
  nextDeadline(): number | undefined {
    const ends = [this.#locks.nextEnd(), this.#contents.nextDeadline()].filter((at) => at !== undefined);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** Does what has come due: locks end, scheduled messages join the queue, messages expire. */
  advance(): void {
    const now = this.#now();
    for (;;) {
      const sequenceNumber = this.#locks.firstEnded(now);
      if (sequenceNumber === undefined) break;
      const message = this.#contents.get(sequenceNumber);
      if (message !== undefined) this.#giveBack(message, 1);
    }
    for (;;) {
      const message = this.#contents.nextDue(now);
      if (message === undefined) return;
      if (message.state === 'scheduled') this.#activate(message, now);
      // A locked message may still be settled: it expires when it is given back.
      else if (message.state === 'active' && message.lock === undefined) this.#expire(message);
    }
  }

  #accept(incoming: IncomingMessage, now: number): number {
    const messageId = incoming.messageId ?? randomUUID().replaceAll('-', '');
    const sequenceNumber = this.#contents.nextSequenceNumber();
    if (this.#history !== undefined) {
      if (this.#history.has(messageId, now)) return sequenceNumber;
      this.#history.add(messageId, now);
      this.#store.rememberId(this.#key, messageId, now);
    }
    const isScheduled = incoming.scheduledFor !== undefined && incoming.scheduledFor > now;
    this.#contents.add({
      ...toQueuedMessage(incoming, { messageId, sequenceNumber, now }),
      state: isScheduled ? 'scheduled' : 'active',
      expiresAt: isScheduled ? undefined : this.#expiryOf(incoming.ttlMs, now),
    });
    if (!isScheduled) this.#onAvailable();
    return sequenceNumber;
  }

  /** A scheduled message gets a new sequence number when it joins the queue. */
  #activate(message: QueuedMessage, now: number): void {
    this.#contents.remove(message.sequenceNumber);
    const sequenceNumber = this.#contents.nextSequenceNumber();
    const expiresAt = this.#expiryOf(message.ttlMs, now);
    this.#contents.add({ ...message, sequenceNumber, state: 'active', enqueuedAt: now, expiresAt });
    this.#onAvailable();
  }

  #expiryOf(ttlMs: number | undefined, enqueuedAt: number): number | undefined {
    const ttl = Math.min(ttlMs ?? Infinity, this.settings.defaultTtlMs ?? Infinity);
    return ttl === Infinity ? undefined : enqueuedAt + ttl;
  }

  #handOver(message: QueuedMessage, mode: ReceiveMode): QueuedMessage {
    if (mode === 'receive-and-delete') {
      this.#contents.remove(message.sequenceNumber);
      return message;
    }
    const locked = { ...message, lock: this.#locks.grant(message.sequenceNumber, this.#now()) };
    this.#contents.replace(locked);
    return locked;
  }

  #held(token: string): QueuedMessage {
    const sequenceNumber = this.#locks.find(token, this.#now());
    const message = sequenceNumber === undefined ? undefined : this.#contents.get(sequenceNumber);
    if (message !== undefined) return message;
    throw lockLost();
  }

  #settleOne(message: QueuedMessage, settlement: Settlement): void {
    switch (settlement.kind) {
      case 'complete':
        this.#unlock(message);
        this.#contents.remove(message.sequenceNumber);
        return;
      case 'release':
        this.#giveBack(message, 0);
        return;
      case 'abandon':
        this.#giveBack({ ...message, modified: mergeProperties(message, settlement.modified) }, 1);
        return;
      case 'defer':
        this.#contents.replace({
          ...this.#unlock(message),
          state: 'deferred',
          modified: mergeProperties(message, settlement.modified),
        });
        return;
      case 'dead-letter':
        this.#giveUp(
          { ...message, modified: mergeProperties(message, settlement.modified) },
          settlement.details,
        );
    }
  }

  /** Ends a lock without completing: the message waits again at its old place, or has failed or expired for good. */
  #giveBack(message: QueuedMessage, failedDeliveries: 0 | 1): void {
    const deliveryCount = message.deliveryCount + failedDeliveries;
    const returned: QueuedMessage = { ...this.#unlock(message), deliveryCount };
    const { maxDeliveryCount } = this.settings;
    if (deliveryCount >= maxDeliveryCount) {
      const description = `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`;
      this.#giveUp(returned, { reason: 'MaxDeliveryCountExceeded', description });
    } else if (returned.state === 'active' && isExpired(returned, this.#now())) {
      this.#expire(returned);
    } else {
      this.#contents.replace(returned);
      if (returned.state === 'active') this.#onAvailable();
    }
  }

  #unlock(message: QueuedMessage): QueuedMessage {
    if (message.lock !== undefined) this.#locks.drop(message.lock.token);
    return { ...message, lock: undefined };
  }

  #expire(message: QueuedMessage): void {
    if (this.settings.deadLetterOnExpiration) {
      const description = 'The message expired and was dead lettered.';
      this.#giveUp(message, { reason: 'TTLExpiredException', description });
    } else {
      this.#contents.remove(message.sequenceNumber);
    }
  }

  #giveUp(message: QueuedMessage, details: DeadLetterDetails): void {
    this.#contents.remove(this.#unlock(message).sequenceNumber);
    const deadLetters = this.#deadLetters;
    if (deadLetters !== undefined) deadLetters.#bury(message, details);
  }

  /** Takes in a message that another queue has given up on; from now on it neither expires nor is given up on. */
  #bury(message: QueuedMessage, deadLetter: DeadLetterDetails): void {
    this.#contents.add({
      ...message,
      sequenceNumber: this.#contents.nextSequenceNumber(),
      state: 'active',
      ttlMs: undefined,
      expiresAt: undefined,
      deadLetter,
      lock: undefined,
    });
    this.#onAvailable();
  }
}
