import { parentPort } from 'node:worker_threads';

import { messageOf } from '../host-log.ts';
import { AzureMessageSource } from './azure-message-source.ts';
import { GroupedPosts } from './grouped-posts.ts';
import type { LockedMessage } from './message-source.ts';
import type { Outcome } from './settlement-turns.ts';
import { toPosted, type ReceiverOrder, type ReceiverReport } from './receiving-protocol.ts';

/*
 * The thread that receives for a host: AMQP is a quarter of the work of a message, and none of it is the app's.
 */

interface Delivery {
  readonly number: number;
  /** Numbers of the messages that are not settled. */
  readonly open: Set<number>;
  readonly end: () => void;
}

interface Taken {
  readonly message: LockedMessage;
  readonly delivery: Delivery;
}

class Receiving {
  readonly #queue: number;
  readonly #source: AzureMessageSource;
  readonly #messages = new Map<number, Taken>();
  readonly #deliveries = new Map<number, Delivery>();
  #last = 0;

  constructor({ queue, address }: Extract<ReceiverOrder, { kind: 'open' }>) {
    this.#queue = queue;
    this.#source = new AzureMessageSource(address);
  }

  /** Resolves when the order has been carried out. */
  async take(order: Exclude<ReceiverOrder, { kind: 'open' }>): Promise<void> {
    const queue = this.#queue;
    const onError = (error: unknown): void => {
      say({ queue, kind: 'failed', failure: messageOf(error) });
    };
    switch (order.kind) {
      case 'subscribe': {
        const { maxConcurrentCalls } = order;
        const onMessage = async (message: LockedMessage): Promise<void> => this.#deliver([message]);
        this.#source.subscribe({ maxConcurrentCalls, onMessage, onError });
        return;
      }
      case 'subscribe-to-batches': {
        const { maxMessageBatchSize } = order;
        const onBatch = async (messages: readonly LockedMessage[]): Promise<void> => this.#deliver(messages);
        this.#source.subscribeToBatches({ maxMessageBatchSize, onBatch, onError });
        return;
      }
      case 'settle':
        await this.#settle(order.message, order.outcome);
        return;
      case 'let-go':
        this.#letGo(this.#deliveries.get(order.delivery));
        return;
      case 'pause':
      case 'close': {
        const failure = await failureOf(order.kind === 'pause' ? this.#source.pause() : this.#source.close());
        say({ queue, kind: 'answered', question: order.question, ...failure });
      }
    }
  }

  async #settle(number: number, outcome: Outcome): Promise<void> {
    const taken = this.#messages.get(number);
    this.#messages.delete(number);
    const failure =
      taken === undefined
        ? { failure: 'The message has been settled already.' }
        : await failureOf(outcome === 'completed' ? taken.message.complete() : taken.message.abandon());
    say({ queue: this.#queue, kind: 'settled', message: number, ...failure });
    if (taken === undefined) return;
    taken.delivery.open.delete(number);
    if (taken.delivery.open.size === 0) this.#letGo(taken.delivery);
  }

  /** Hands messages to the host; resolves when it has handled them. */
  async #deliver(messages: readonly LockedMessage[]): Promise<void> {
    const handled = Promise.withResolvers<undefined>();
    const end = (): void => {
      handled.resolve(undefined);
    };
    const delivery = { number: this.#next(), open: new Set<number>(), end };
    this.#deliveries.set(delivery.number, delivery);
    const posted = messages.map((message) => {
      const number = this.#next();
      this.#messages.set(number, { message, delivery });
      delivery.open.add(number);
      return toPosted(number, message);
    });
    say({ queue: this.#queue, kind: 'delivered', delivery: delivery.number, messages: posted });
    await handled.promise;
  }

  #next(): number {
    this.#last += 1;
    return this.#last;
  }

  #letGo(delivery: Delivery | undefined): void {
    if (delivery === undefined) return;
    for (const number of delivery.open) this.#messages.delete(number);
    this.#deliveries.delete(delivery.number);
    delivery.end();
  }
}

const host = parentPort;
if (host === null)
  throw new Error('Messages are received in a thread of a functions host, not by themselves.');
const reports = new GroupedPosts<ReceiverReport>((group) => {
  host.postMessage(group);
});
const receivings = new Map<number, Receiving>();

host.on('message', (orders: readonly ReceiverOrder[]) => {
  for (const order of orders) {
    if (order.kind === 'open') receivings.set(order.queue, new Receiving(order));
    else void receivings.get(order.queue)?.take(order);
    if (order.kind === 'close') receivings.delete(order.queue);
  }
});

function say(report: ReceiverReport): void {
  reports.push(report);
}

async function failureOf(doing: Promise<void> | undefined): Promise<{ readonly failure?: string }> {
  try {
    await doing;
    return {};
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
