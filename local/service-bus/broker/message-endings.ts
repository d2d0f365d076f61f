import type { MessageLocks } from './message-locks.ts';
import type { QueueContents } from './queue-contents.ts';
import type { QueueSettings } from './queue-settings.ts';
import { type DeadLetterDetails, isExpired, mergeProperties, type QueuedMessage } from './queued-message.ts';
import type { Settlement } from './settlement.ts';

export interface MessageEndingsDependencies {
  readonly settings: QueueSettings;
  readonly contents: QueueContents;
  readonly locks: MessageLocks;
  readonly now: () => number;
  /** Takes a message that is given up on into the dead-letter queue. */
  readonly bury: (message: QueuedMessage, details: DeadLetterDetails) => void;
  readonly onAvailable: () => void;
}

/** How a delivery ends, and a message's stay in its queue: settled, given back, expired, given up on. */
export class MessageEndings {
  readonly #queue: MessageEndingsDependencies;

  constructor(queue: MessageEndingsDependencies) {
    this.#queue = queue;
  }

  /** Does what the receiver of a message has decided. */
  settle(message: QueuedMessage, settlement: Settlement): void {
    switch (settlement.kind) {
      case 'complete':
        this.unlock(message);
        this.#queue.contents.remove(message.sequenceNumber);
        return;
      case 'release':
        this.giveBack(message, 0);
        return;
      case 'abandon':
        this.giveBack({ ...message, modified: mergeProperties(message, settlement.modified) }, 1);
        return;
      case 'defer':
        this.#queue.contents.replace({
          ...this.unlock(message),
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
  giveBack(message: QueuedMessage, failedDeliveries: 0 | 1): void {
    const deliveryCount = message.deliveryCount + failedDeliveries;
    const returned: QueuedMessage = { ...this.unlock(message), deliveryCount };
    const { maxDeliveryCount } = this.#queue.settings;
    if (deliveryCount >= maxDeliveryCount) {
      const description = `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`;
      this.#giveUp(returned, { reason: 'MaxDeliveryCountExceeded', description });
    } else if (returned.state === 'active' && isExpired(returned, this.#queue.now())) {
      this.expire(returned);
    } else {
      this.#queue.contents.replace(returned);
      if (returned.state === 'active') this.#queue.onAvailable();
    }
  }

  /** As `giveBack`, of a message that may have gone. */
  giveBackNumber(sequenceNumber: number, failedDeliveries: 0 | 1): void {
    const message = this.#queue.contents.get(sequenceNumber);
    if (message !== undefined) this.giveBack(message, failedDeliveries);
  }

  /** Ends the message's lock, if it has one. */
  unlock(message: QueuedMessage): QueuedMessage {
    if (message.lock !== undefined) this.#queue.locks.drop(message.lock, message);
    return { ...message, lock: undefined };
  }

  /** Ends a message whose time to live is over. */
  expire(message: QueuedMessage): void {
    if (this.#queue.settings.deadLetterOnExpiration) {
      const description = 'The message expired and was dead lettered.';
      this.#giveUp(message, { reason: 'TTLExpiredException', description });
    } else {
      this.#queue.contents.remove(message.sequenceNumber);
    }
  }

  #giveUp(message: QueuedMessage, details: DeadLetterDetails): void {
    this.#queue.contents.remove(this.unlock(message).sequenceNumber);
    this.#queue.bury(message, details);
  }
}
