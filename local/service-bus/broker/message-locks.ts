import type { MessageLock, QueuedMessage } from './queued-message.ts';

/** Which messages of a queue receivers hold, and until when. Instants are epoch ms. */
export interface MessageLocks {
  /** Locks a message under a fresh token. */
  grant(message: QueuedMessage, now: number): MessageLock;
  /** Starts the lock's duration again; undefined when there is no such lock or it cannot be renewed by itself. */
  renew(token: string, now: number): MessageLock | undefined;
  /** The message held under `token`, or undefined when the lock has ended at `now`. */
  find(token: string, now: number): number | undefined;
  drop(lock: MessageLock, message: QueuedMessage): void;
  /** When the next lock ends. */
  nextEnd(): number | undefined;
  /** A message whose lock has ended at `now`; to be given back, which drops its lock. */
  firstEnded(now: number): number | undefined;
}
