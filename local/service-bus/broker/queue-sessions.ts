import { BrokerError } from './broker-error.ts';
import type { MessageStore } from './message-store.ts';
import type { QueueContents } from './queue-contents.ts';
import type { SessionHold, SessionLocks } from './session-locks.ts';

export interface QueueSessionsDependencies {
  readonly key: string;
  readonly maxStateBytes: number;
  readonly now: () => number;
  readonly store: MessageStore;
  readonly contents: QueueContents;
  readonly locks: SessionLocks;
  /** Does what has come due: a lock that has ended must not stand in a new receiver's way. */
  readonly advance: () => void;
  /** Gives a held message back, raising its delivery count or not. */
  readonly giveBack: (sequenceNumber: number, failedDeliveries: 0 | 1) => void;
  /** Told when a session with messages waiting may have become free. */
  readonly onAvailable: () => void;
}

/** The sessions of a queue: who holds which, and what their holders have noted about them. */
export class QueueSessions {
  readonly #dependencies: QueueSessionsDependencies;
  readonly #states = new Map<string, Uint8Array>();

  constructor(dependencies: QueueSessionsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Reads the last life's states back. */
  restore(): void {
    const { store, key } = this.#dependencies;
    for (const { sessionId, state } of store.sessionStates(key)) this.#states.set(sessionId, state);
  }

  /**
   * Gives the session to the caller, whether it has messages or not.
   *
   * @returns the end of its lock, epoch ms.
   * @throws BrokerError com.microsoft:session-cannot-be-locked while another receiver holds it.
   */
  accept(hold: SessionHold): number {
    const { advance, locks, now } = this.#dependencies;
    advance();
    if (!locks.isHeld(hold.sessionId)) return locks.hold(hold, now());
    const description = `The requested session '${hold.sessionId}' cannot be accepted. It may be locked by another receiver.`;
    throw new BrokerError('com.microsoft:session-cannot-be-locked', description);
  }

  /** The session that nobody holds and whose first message has waited the longest. */
  nextAvailable(): string | undefined {
    const { advance, contents, locks } = this.#dependencies;
    advance();
    return contents.oldestLine((sessionId) => !locks.isHeld(sessionId));
  }

  /** Whether the lock goes on. */
  isHeld(hold: SessionHold): boolean {
    return this.#dependencies.locks.endOf(hold, this.#dependencies.now()) !== undefined;
  }

  /** Starts the lock's duration again. @returns its end. @throws BrokerError com.microsoft:session-lock-lost. */
  renew(hold: SessionHold): number {
    const until = this.#dependencies.locks.renewSession(hold, this.#dependencies.now());
    if (until === undefined) throw sessionLockLost(hold.sessionId);
    return until;
  }

  /** Ends the hold; its messages wait again at their old places. Releasing what has ended changes nothing. */
  release(hold: SessionHold, failedDeliveries: 0 | 1): void {
    const { locks, giveBack, onAvailable } = this.#dependencies;
    for (const sequenceNumber of locks.heldMessages(hold)) giveBack(sequenceNumber, failedDeliveries);
    locks.removeSession(hold);
    onAvailable();
  }

  /** Ends the holds whose locks are over at `now`, and tells the holders. @returns how many. */
  endLost(now: number): number {
    const ended = this.#dependencies.locks.endedHolds(now);
    for (const hold of ended) {
      this.release(hold, 1);
      hold.onLost();
    }
    return ended.length;
  }

  /** What was last noted about the session. @throws BrokerError com.microsoft:session-lock-lost. */
  state(hold: SessionHold): Uint8Array | undefined {
    this.#assertHeld(hold);
    return this.#states.get(hold.sessionId);
  }

  /**
   * Notes something about the session, to be kept until it is replaced; undefined clears it.
   *
   * @throws BrokerError com.microsoft:session-lock-lost, or amqp:link:message-size-exceeded over the queue's limit.
   */
  setState(hold: SessionHold, state: Uint8Array | undefined): void {
    this.#assertHeld(hold);
    const { key, maxStateBytes, store } = this.#dependencies;
    if (state !== undefined && state.length > maxStateBytes) {
      const description = `The session state has ${state.length} bytes; the limit is ${maxStateBytes}.`;
      throw new BrokerError('amqp:link:message-size-exceeded', description);
    }
    if (state === undefined) this.#states.delete(hold.sessionId);
    else this.#states.set(hold.sessionId, state);
    store.saveSessionState(key, hold.sessionId, state);
  }

  #assertHeld(hold: SessionHold): void {
    if (!this.isHeld(hold)) throw sessionLockLost(hold.sessionId);
  }
}

/** The refusal to use a session that the caller no longer holds. */
export function sessionLockLost(sessionId: string): BrokerError {
  const description = `The session lock has expired on the session with id '${sessionId}'.`;
  return new BrokerError('com.microsoft:session-lock-lost', description);
}
