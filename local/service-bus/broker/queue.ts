import { Admission } from './admission.ts';
import { BrokerError, lockLost, messageNotFound } from './broker-error.ts';
import { LockTable } from './lock-table.ts';
import { MessageEndings } from './message-endings.ts';
import type { MessageLocks } from './message-locks.ts';
import type { MessageStore } from './message-store.ts';
import { COUNTED_AS, countSend, noOperations } from './operation-counts.ts';
import { QueueContents } from './queue-contents.ts';
import { countMessages, type QueueCounts } from './queue-counts.ts';
import type { QueueFaults } from './queue-faults.ts';
import { QueueSessions } from './queue-sessions.ts';
import type { QueueSettings } from './queue-settings.ts';
import { type SessionHold, SessionLocks } from './session-locks.ts';
import type { ReceiveMode, Settlement } from './settlement.ts';
import type { DeadLetterDetails, IncomingMessage, QueuedMessage } from './queued-message.ts';
import { isExpired } from './queued-message.ts';

export interface QueueDependencies {
  readonly store: MessageStore;
  readonly now: () => number;
  readonly faults: QueueFaults;
  /** Undefined for a dead-letter queue itself. */
  readonly deadLetters: Queue | undefined;
}

/**
 * One queue's rules. A call that throws has changed nothing. Ends of locks and times to live are judged when
 * they matter, not when a timer notices them: a late timer never hands out an expired message.
 */
export class Queue {
  readonly settings: QueueSettings;
  /** Undefined when the queue has no sessions. */
  readonly sessions: QueueSessions | undefined;
  readonly faults: QueueFaults;
  readonly operations = noOperations();
  readonly #admission: Admission;
  readonly #now: () => number;
  readonly #deadLetters: Queue | undefined;
  readonly #contents: QueueContents;
  readonly #locks: MessageLocks;
  readonly #endings: MessageEndings;
  #onAvailable: () => void = () => undefined;

  constructor(settings: QueueSettings, { store, now, faults, deadLetters }: QueueDependencies) {
    const { name, lockDurationMs, requiresSession } = settings;
    const key = name.toLowerCase();
    this.settings = settings;
    this.faults = faults;
    this.#admission = new Admission(settings, key, store);
    this.#now = now;
    this.#deadLetters = deadLetters;
    this.#contents = new QueueContents(key, store, { hasSessions: requiresSession });
    const sessionLocks = requiresSession ? new SessionLocks(lockDurationMs) : undefined;
    this.#locks = sessionLocks ?? new LockTable(lockDurationMs);
    this.#endings = new MessageEndings({
      settings,
      now,
      contents: this.#contents,
      locks: this.#locks,
      bury: (message, details) => {
        if (deadLetters !== undefined) deadLetters.#bury(message, details);
      },
      onAvailable: () => {
        this.#onAvailable();
      },
    });
    this.sessions = sessionLocks === undefined ? undefined : this.#openSessions(key, store, sessionLocks);
  }

  get isDeadLetterQueue(): boolean {
    return this.#deadLetters === undefined;
  }

  /** Reads the last life's messages back; those that a receiver held count as a failed delivery. */
  restore(): void {
    this.#admission.restore();
    this.sessions?.restore();
    for (const message of this.#contents.restore()) this.#endings.giveBack(message, 1);
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
   * @throws BrokerError as `Admission.assertAcceptable`.
   */
  send(messages: readonly IncomingMessage[]): readonly number[] {
    this.#admission.assertAcceptable(messages);
    const now = this.#now();
    countSend(this.operations, messages.length);
    return messages.map((message) => {
      const sequenceNumber = this.#contents.nextSequenceNumber();
      const admitted = this.#admission.admit(message, sequenceNumber, now);
      if (admitted !== undefined) this.#contents.add(admitted);
      if (admitted?.state === 'active') this.#onAvailable();
      return sequenceNumber;
    });
  }

  /**
   * The next waiting message, locked for the caller or (receive-and-delete) removed; in a queue with sessions, of the
   * session that the caller holds.
   */
  take(mode: ReceiveMode, hold?: SessionHold): QueuedMessage | undefined {
    const now = this.#now();
    if (this.sessions !== undefined && (hold === undefined || !this.sessions.isHeld(hold))) return undefined;
    for (;;) {
      const message = this.#contents.nextReady(hold?.sessionId);
      if (message === undefined) return undefined;
      if (!isExpired(message, now)) return this.#handOver(message, mode);
      this.#endings.expire(message);
    }
  }

  /**
   * Deferred messages by number, all or none.
   *
   * @throws BrokerError com.microsoft:message-not-found, also for those of a session that the caller does not hold.
   */
  takeDeferred(
    sequenceNumbers: readonly number[],
    mode: ReceiveMode,
    hold?: SessionHold,
  ): readonly QueuedMessage[] {
    const now = this.#now();
    const messages = [...new Set(sequenceNumbers)].map((sequenceNumber) => {
      const message = this.#contents.get(sequenceNumber);
      // A deferred message expires only when somebody asks for it.
      const isGone =
        message?.state !== 'deferred' || message.lock !== undefined || !this.#isIn(message, hold);
      if (isGone) throw messageNotFound(sequenceNumber, 'deferred');
      return message;
    });
    const expired = messages.filter((message) => isExpired(message, now));
    for (const message of expired) this.#endings.expire(message);
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
    for (const message of messages) this.#endings.settle(message, settlement);
    this.operations[COUNTED_AS[settlement.kind]] += messages.length;
  }

  /** Starts the locks' duration again, all or none. @returns their new ends. @throws BrokerError as `settle`. */
  renew(tokens: readonly string[]): readonly number[] {
    if (this.sessions !== undefined) {
      throw new BrokerError(
        'amqp:not-allowed',
        "A session's messages are locked with it: renew the session's lock.",
      );
    }
    const messages = tokens.map((token) => this.#held(token));
    this.operations.renewals += messages.length;
    return messages.map((message, index) => {
      const lock = this.#locks.renew(tokens[index] ?? '', this.#now());
      if (lock === undefined) throw lockLost();
      this.#contents.extendLock({ ...message, lock });
      return lock.until;
    });
  }

  /** Up to `count` messages from a number on (of one session, if given), in any state, without touching them. */
  peek(fromSequenceNumber: number, count: number, sessionId?: string): readonly QueuedMessage[] {
    const found: QueuedMessage[] = [];
    for (const message of this.#contents.all()) {
      if (found.length >= count) break;
      const isWanted = sessionId === undefined || message.sessionId === sessionId;
      if (isWanted && message.sequenceNumber >= fromSequenceNumber) found.push(message);
    }
    return found;
  }

  /** Takes scheduled messages back, all or none. @throws BrokerError com.microsoft:message-not-found. */
  cancelScheduled(sequenceNumbers: readonly number[]): void {
    for (const number of sequenceNumbers) {
      if (this.#contents.get(number)?.state !== 'scheduled') throw messageNotFound(number, 'scheduled');
    }
    for (const sequenceNumber of sequenceNumbers) this.#contents.remove(sequenceNumber);
    this.operations.cancelledSchedules += sequenceNumbers.length;
  }

  /** Ends locks as if their time were over: one by token, or all of them. @returns how many. */
  expireLocks(token?: string): number {
    if (token === undefined) return this.#endLocks(Infinity);
    const sequenceNumber = this.#locks.find(token, this.#now());
    if (sequenceNumber === undefined) return 0;
    this.#endings.giveBackNumber(sequenceNumber, 1);
    return 1;
  }

  /** Removes all messages, whatever their state; who holds one has lost its lock. @returns how many. */
  purge(): number {
    const messages = [...this.#contents.all()];
    for (const message of messages) this.#contents.remove(this.#endings.unlock(message).sequenceNumber);
    return messages.length;
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
    this.#endLocks(now);
    for (;;) {
      const message = this.#contents.nextDue(now);
      if (message === undefined) return;
      if (message.state === 'scheduled') this.#activate(message, now);
      // A locked message may still be settled: it expires when it is given back.
      else if (message.state === 'active' && message.lock === undefined) this.#endings.expire(message);
    }
  }

  /** Gives back, as failed deliveries, what is held under locks that have ended at `now`. @returns how many locks. */
  #endLocks(now: number): number {
    let ended = 0;
    for (;;) {
      const sequenceNumber = this.#locks.firstEnded(now);
      if (sequenceNumber === undefined) break;
      this.#endings.giveBackNumber(sequenceNumber, 1);
      ended += 1;
    }
    return ended + (this.sessions?.endLost(now) ?? 0);
  }

  #openSessions(key: string, store: MessageStore, locks: SessionLocks): QueueSessions {
    return new QueueSessions({
      key,
      store,
      locks,
      maxStateBytes: this.settings.maxMessageBytes,
      now: this.#now,
      contents: this.#contents,
      advance: () => {
        this.advance();
      },
      giveBack: (sequenceNumber, failedDeliveries) => {
        this.#endings.giveBackNumber(sequenceNumber, failedDeliveries);
      },
      onAvailable: () => {
        this.#onAvailable();
      },
    });
  }

  #isIn(message: QueuedMessage, hold: SessionHold | undefined): boolean {
    if (this.sessions === undefined) return true;
    return hold !== undefined && this.sessions.isHeld(hold) && message.sessionId === hold.sessionId;
  }

  /** A scheduled message gets a new sequence number when it joins the queue. */
  #activate(message: QueuedMessage, now: number): void {
    this.#contents.remove(message.sequenceNumber);
    const sequenceNumber = this.#contents.nextSequenceNumber();
    const expiresAt = this.#admission.expiryOf(message, now);
    this.#contents.add({ ...message, sequenceNumber, state: 'active', enqueuedAt: now, expiresAt });
    this.#onAvailable();
  }

  #handOver(message: QueuedMessage, mode: ReceiveMode): QueuedMessage {
    this.operations.receivedMessages += 1;
    if (mode === 'receive-and-delete') {
      this.#contents.remove(message.sequenceNumber);
      return message;
    }
    const locked = { ...message, lock: this.#locks.grant(message, this.#now()) };
    this.#contents.replace(locked);
    return locked;
  }

  #held(token: string): QueuedMessage {
    const sequenceNumber = this.#locks.find(token, this.#now());
    const message = sequenceNumber === undefined ? undefined : this.#contents.get(sequenceNumber);
    if (message !== undefined) return message;
    throw lockLost();
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
