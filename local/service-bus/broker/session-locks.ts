import { randomUUID } from 'node:crypto';
import type { MessageLocks } from './message-locks.ts';
import type { MessageLock, QueuedMessage } from './queued-message.ts';

/** One receiver's exclusive right to a session, from accepting it to its end; known by identity. */
export interface SessionHold {
  readonly sessionId: string;
  /** Called when the lock has ended without having been released. */
  readonly onLost: () => void;
}

interface HeldSession {
  readonly hold: SessionHold;
  readonly until: number;
  /** Lock token to sequence number. */
  readonly messages: Map<string, number>;
}

/**
 * The locks of a queue with sessions: a receiver holds a session, and its messages for as long as the session.
 * All last equally long, so insertion order is also the order in which they end.
 */
export class SessionLocks implements MessageLocks {
  readonly #durationMs: number;
  readonly #sessions = new Map<string, HeldSession>();
  readonly #sessionOf = new Map<string, string>();

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  isHeld(sessionId: string): boolean {
    return this.#sessions.has(sessionId);
  }

  /** Gives a session that nobody holds to a receiver. @returns the end of its lock. */
  hold(hold: SessionHold, now: number): number {
    const until = now + this.#durationMs;
    this.#sessions.set(hold.sessionId, { hold, until, messages: new Map() });
    return until;
  }

  /** When the session's lock ends; undefined when it has ended at `now` or is another's. */
  endOf(hold: SessionHold, now: number): number | undefined {
    const held = this.#sessions.get(hold.sessionId);
    return held?.hold === hold && held.until > now ? held.until : undefined;
  }

  /** Starts the duration of a session's lock again. @returns its new end. */
  renewSession(hold: SessionHold, now: number): number | undefined {
    const held = this.#sessions.get(hold.sessionId);
    if (held === undefined || this.endOf(hold, now) === undefined) return undefined;
    const until = now + this.#durationMs;
    this.#sessions.delete(hold.sessionId);
    this.#sessions.set(hold.sessionId, { ...held, until });
    return until;
  }

  /** The messages that a session's holder has. */
  heldMessages(hold: SessionHold): readonly number[] {
    const held = this.#sessions.get(hold.sessionId);
    return held?.hold === hold ? [...held.messages.values()] : [];
  }

  /** Ends a hold whose messages have been given back. */
  removeSession(hold: SessionHold): void {
    if (this.#sessions.get(hold.sessionId)?.hold === hold) this.#sessions.delete(hold.sessionId);
  }

  /** The holds that have ended at `now`. */
  endedHolds(now: number): readonly SessionHold[] {
    return [...this.#sessions.values()].filter(({ until }) => until <= now).map(({ hold }) => hold);
  }

  /** Locks a message until its session's lock ends. */
  grant({ sequenceNumber, sessionId = '' }: QueuedMessage): MessageLock {
    const held = this.#sessions.get(sessionId);
    if (held === undefined) throw new Error(`Session '${sessionId}' has no holder to lock a message for.`);
    const lock = { token: randomUUID(), until: held.until };
    held.messages.set(lock.token, sequenceNumber);
    this.#sessionOf.set(lock.token, sessionId);
    return lock;
  }

  renew(): undefined {
    return undefined;
  }

  find(token: string, now: number): number | undefined {
    const sessionId = this.#sessionOf.get(token);
    const held = sessionId === undefined ? undefined : this.#sessions.get(sessionId);
    return held !== undefined && held.until > now ? held.messages.get(token) : undefined;
  }

  drop({ token }: MessageLock, { sessionId = '' }: QueuedMessage): void {
    this.#sessions.get(sessionId)?.messages.delete(token);
    this.#sessionOf.delete(token);
  }

  nextEnd(): number | undefined {
    for (const { until } of this.#sessions.values()) return until;
    return undefined;
  }

  firstEnded(now: number): number | undefined {
    for (const { until, messages } of this.#sessions.values()) {
      if (until > now) return undefined;
      for (const sequenceNumber of messages.values()) return sequenceNumber;
    }
    return undefined;
  }
}
