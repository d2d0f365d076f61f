import type { Settlement } from './settlement.ts';

/**
 * What clients have asked of a queue since the server started, for working out what it would have cost. Only what was
 * carried out counts; operations on sessions are not counted.
 */
export interface OperationCounts {
  /** Transfers: a message, or an array of messages that was accepted as one. */
  sends: number;
  /** Messages in those, scheduled ones and dropped duplicates too. */
  sentMessages: number;
  /** Deliveries: a message that comes again counts again. */
  receivedMessages: number;
  completed: number;
  abandoned: number;
  /** Given back by the client without a failed delivery. */
  released: number;
  deferred: number;
  /** By a receiver's own wish. */
  deadLettered: number;
  /** Locks renewed. */
  renewals: number;
  peeks: number;
  cancelledSchedules: number;
}

export function noOperations(): OperationCounts {
  return {
    ...{ sends: 0, sentMessages: 0, receivedMessages: 0 },
    ...{ completed: 0, abandoned: 0, released: 0, deferred: 0, deadLettered: 0 },
    ...{ renewals: 0, peeks: 0, cancelledSchedules: 0 },
  };
}

export function countSend(operations: OperationCounts, messages: number): void {
  operations.sends += 1;
  operations.sentMessages += messages;
}

/** The column in which a settlement is counted. */
export const COUNTED_AS = {
  complete: 'completed',
  abandon: 'abandoned',
  release: 'released',
  defer: 'deferred',
  'dead-letter': 'deadLettered',
} as const satisfies Record<Settlement['kind'], keyof OperationCounts>;
