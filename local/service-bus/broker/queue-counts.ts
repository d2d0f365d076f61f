import type { QueuedMessage } from './queued-message.ts';

export interface QueueCounts {
  /** Waiting for a receiver. */
  active: number;
  scheduled: number;
  /** With a receiver. */
  locked: number;
  /** Set aside and not with a receiver. */
  deferred: number;
  /** In the queue's dead-letter queue, in any state. */
  deadLettered: number;
}

/** Every message of a queue in exactly one column, and how many its dead-letter queue holds. */
export function countMessages(
  messages: Iterable<QueuedMessage>,
  deadLetters: Iterable<QueuedMessage>,
): QueueCounts {
  const counts = { active: 0, scheduled: 0, locked: 0, deferred: 0, deadLettered: 0 };
  for (const message of messages) counts[message.lock === undefined ? message.state : 'locked'] += 1;
  for (const _ of deadLetters) counts.deadLettered += 1;
  return counts;
}
