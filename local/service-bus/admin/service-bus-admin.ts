import type { Broker } from '../broker/broker.ts';
import type { Queue } from '../broker/queue.ts';
import type { OperationCounts } from '../broker/operation-counts.ts';
import type { QueueCounts } from '../broker/queue-counts.ts';
import type { ArmedFaults } from '../broker/queue-faults.ts';
import type { QueueSettings } from '../broker/queue-settings.ts';
import type { Fault } from './fault.ts';
import { type MessageView, toMessageView } from './message-view.ts';

/** Thrown when a queue is asked for that was not defined. */
export class UnknownQueue extends Error {
  override readonly name = 'UnknownQueue';

  constructor(queue: string) {
    super(`There is no queue '${queue}'.`);
  }
}

/** A queue as an operator sees it. */
export interface QueueView {
  readonly name: string;
  readonly settings: QueueSettings;
  readonly counts: QueueCounts;
  /** Since the server started. */
  readonly operations: Readonly<OperationCounts>;
  readonly faults: ArmedFaults;
}

export interface PeekRange {
  /** The lowest sequence number; default 1. */
  readonly from?: number | undefined;
  /** Default 100. */
  readonly count?: number | undefined;
}

export interface AdminDependencies {
  readonly broker: Broker;
  readonly dropConnections: () => number;
}

/**
 * Looks into the queues and makes things go wrong in them, for tests and for people. `<queue>/$DeadLetterQueue` names
 * a queue's dead letters. What it changes is on disk when a call returns. Each throws UnknownQueue.
 */
export class ServiceBusAdmin {
  readonly #broker: Broker;
  readonly #dropConnections: () => number;

  constructor({ broker, dropConnections }: AdminDependencies) {
    this.#broker = broker;
    this.#dropConnections = dropConnections;
  }

  /** All queues, without their dead-letter queues. */
  queues(): readonly QueueView[] {
    return [...this.#broker.queues()]
      .filter((queue) => !queue.isDeadLetterQueue)
      .map((queue) => toView(queue));
  }

  operations(queue: string): Readonly<OperationCounts> {
    return { ...this.#find(queue).operations };
  }

  queue(name: string): QueueView {
    return toView(this.#find(name));
  }

  /** Messages in any state by sequence number, without touching them. */
  peek(queue: string, { from = 1, count = 100 }: PeekRange = {}): readonly MessageView[] {
    return this.#find(queue)
      .peek(from, count)
      .map((message) => toMessageView(message));
  }

  /** Removes all messages of a queue, also held and scheduled ones, but not its dead letters. @returns how many. */
  purge(queue: string): number {
    const removed = this.#find(queue).purge();
    this.#broker.turn.end();
    return removed;
  }

  /** Makes something go wrong, now or from now on. @returns how many connections or locks it ended. */
  inject(fault: Fault): number {
    const affected = this.#apply(fault);
    this.#broker.turn.end();
    return affected;
  }

  /** Nothing goes wrong on purpose any more. */
  clearFaults(): void {
    for (const queue of this.#broker.queues()) queue.faults.clear();
  }

  #apply(fault: Fault): number {
    if (fault.fault === 'drop-connections') return this.#dropConnections();
    const queue = this.#find(fault.queue);
    switch (fault.fault) {
      case 'expire-locks':
        return queue.expireLocks();
      case 'delay-deliveries':
        queue.faults.arm({ deliveryDelayMs: fault.delayMs });
        return 0;
      case 'delay-settlements':
        queue.faults.arm({ settlementDelayMs: fault.delayMs });
        return 0;
      case 'duplicate-deliveries':
        queue.faults.arm({ duplicateDeliveries: fault.count });
        return 0;
      case 'refuse-sends':
        queue.faults.arm({ refusedSends: fault.count });
        return 0;
    }
  }

  #find(name: string): Queue {
    const queue = this.#broker.find(name);
    if (queue === undefined) throw new UnknownQueue(name);
    return queue;
  }
}

function toView(queue: Queue): QueueView {
  const { settings, faults, operations } = queue;
  return {
    name: settings.name,
    settings,
    counts: queue.counts(),
    operations: { ...operations },
    faults: faults.armed,
  };
}
