import type { MessageStore } from './message-store.ts';
import { MinHeap } from './min-heap.ts';
import type { QueuedMessage } from './queued-message.ts';
import { type Line, ReadyLines } from './ready-lines.ts';

interface Deadline {
  readonly at: number;
  readonly sequenceNumber: number;
}

const SEQUENCE_BLOCK = 1_000;

/**
 * The messages of one queue, in memory and (by the same calls) on disk, with the two orders in which they leave:
 * by sequence number when a receiver asks (of the queue, or of one of its sessions), by deadline when a schedule or a time to live comes round.
 *
 * Both may hold entries of messages that have meanwhile gone; they are skipped when they come up, and swept
 * out when they outnumber the living.
 */
export class QueueContents {
  readonly #key: string;
  readonly #store: MessageStore;
  /** In order of sequence number: a message that gets a new number is removed and added again. */
  readonly #messages = new Map<number, QueuedMessage>();
  readonly #ready = new ReadyLines();
  readonly #hasSessions: boolean;
  readonly #deadlines = new MinHeap<Deadline>((a, b) =>
    a.at === b.at ? a.sequenceNumber < b.sequenceNumber : a.at < b.at,
  );
  #lastSequenceNumber: number;
  #reservedSequenceNumber: number;

  constructor(key: string, store: MessageStore, { hasSessions }: { readonly hasSessions: boolean }) {
    this.#hasSessions = hasSessions;
    this.#key = key;
    this.#store = store;
    this.#reservedSequenceNumber = store.reservedSequence(key);
    this.#lastSequenceNumber = this.#reservedSequenceNumber;
  }

  /**
   * Reads the store.
   *
   * @returns the messages that a receiver held when the last life ended, not ready yet.
   * @throws Error when the queue has been given sessions since, and holds messages that belong to none.
   */
  restore(): readonly QueuedMessage[] {
    const held: QueuedMessage[] = [];
    for (const { message, wasLocked } of this.#store.load(this.#key)) {
      if (this.#hasSessions && message.sessionId === undefined) {
        throw new Error(
          `Queue '${this.#key}' requires sessions now but holds messages without one; empty it first.`,
        );
      }
      this.#messages.set(message.sequenceNumber, message);
      this.#watch(message);
      if (wasLocked) held.push(message);
      else this.#offer(message);
    }
    return held;
  }

  /** A number never used before in this queue, also not in an earlier life. */
  nextSequenceNumber(): number {
    this.#lastSequenceNumber += 1;
    // Reserved in blocks, so that a write is paid once in a thousand messages; a restart leaves a gap.
    if (this.#lastSequenceNumber > this.#reservedSequenceNumber) {
      this.#reservedSequenceNumber += SEQUENCE_BLOCK;
      this.#store.reserveSequence(this.#key, this.#reservedSequenceNumber);
    }
    return this.#lastSequenceNumber;
  }

  get(sequenceNumber: number): QueuedMessage | undefined {
    return this.#messages.get(sequenceNumber);
  }

  /** All messages by sequence number. */
  all(): Iterable<QueuedMessage> {
    return this.#messages.values();
  }

  add(message: QueuedMessage): void {
    this.#messages.set(message.sequenceNumber, message);
    this.#store.insert(this.#key, message);
    this.#watch(message);
    this.#offer(message);
  }

  /** Keeps a message's next version; an unlocked active one is back at its old place in the line. */
  replace(message: QueuedMessage): void {
    this.#messages.set(message.sequenceNumber, message);
    this.#store.update(this.#key, message);
    this.#offer(message);
  }

  /** Keeps the later end of a lock; that is not worth a write, because no lock outlives the process. */
  extendLock(message: QueuedMessage): void {
    this.#messages.set(message.sequenceNumber, message);
  }

  remove(sequenceNumber: number): void {
    this.#messages.delete(sequenceNumber);
    this.#store.remove(this.#key, sequenceNumber);
    this.#sweep();
  }

  /** Takes the first waiting message out of its line (not out of the queue). */
  nextReady(line: Line): QueuedMessage | undefined {
    for (;;) {
      const sequenceNumber = this.#ready.pop(line);
      if (sequenceNumber === undefined) return undefined;
      const message = this.#messages.get(sequenceNumber);
      if (message !== undefined && isReady(message)) return message;
    }
  }

  /** Among the sessions asked for, the one whose first waiting message is the oldest. */
  oldestLine(isWanted: (sessionId: string) => boolean): string | undefined {
    return this.#ready.oldestLine(isWanted, (sequenceNumber) => {
      const message = this.#messages.get(sequenceNumber);
      return message !== undefined && isReady(message);
    });
  }

  /** Takes the first message whose schedule or time to live has come by `now`; it may be locked or deferred. */
  nextDue(now: number): QueuedMessage | undefined {
    for (;;) {
      const next = this.#deadlines.peek();
      if (next === undefined || next.at > now) return undefined;
      this.#deadlines.pop();
      const message = this.#messages.get(next.sequenceNumber);
      if (message !== undefined) return message;
    }
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.peek()?.at;
  }

  #offer(message: QueuedMessage): void {
    if (!isReady(message)) return;
    this.#ready.push(this.#hasSessions ? message.sessionId : undefined, message.sequenceNumber);
  }

  #watch(message: QueuedMessage): void {
    const at = message.state === 'scheduled' ? message.scheduledFor : message.expiresAt;
    if (at !== undefined) this.#deadlines.push({ at, sequenceNumber: message.sequenceNumber });
  }

  #sweep(): void {
    const limit = 2 * this.#messages.size + 1_000;
    if (this.#ready.size > limit) this.#ready.retain((entry) => this.#messages.has(entry));
    if (this.#deadlines.size > limit) {
      this.#deadlines.retain((entry) => this.#messages.has(entry.sequenceNumber));
    }
  }
}

function isReady(message: QueuedMessage): boolean {
  return message.state === 'active' && message.lock === undefined;
}
