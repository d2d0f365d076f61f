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

class Receiving {
  readonly #queue: number;
  readonly #source: AzureMessageSource;
  readonly #messages = new Map<number, LockedMessage>();
  readonly #deliveries = new Map<number, { readonly numbers: readonly number[]; readonly end: () => void }>();
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
      case 'handled':
        this.#forget(order.delivery);
        return;
      case 'pause':
      case 'close': {
        const failure = await failureOf(order.kind === 'pause' ? this.#source.pause() : this.#source.close());
        say({ queue, kind: 'answered', question: order.question, ...failure });
      }
    }
  }

  async #settle(number: number, outcome: Outcome): Promise<void> {
    const message = this.#messages.get(number);
    const failure = await failureOf(outcome === 'completed' ? message?.complete() : message?.abandon());
    say({ queue: this.#queue, kind: 'settled', message: number, ...failure });
  }

  /** Hands messages to the host; resolves when it has handled them. */
  async #deliver(messages: readonly LockedMessage[]): Promise<void> {
    const posted = messages.map((message) => {
      this.#last += 1;
      this.#messages.set(this.#last, message);
      return toPosted(this.#last, message);
    });
    this.#last += 1;
    const delivery = this.#last;
    const handled = Promise.withResolvers<undefined>();
    this.#deliveries.set(delivery, {
      numbers: posted.map(({ number }) => number),
      end: () => {
        handled.resolve(undefined);
      },
    });
    say({ queue: this.#queue, kind: 'delivered', delivery, messages: posted });
    await handled.promise;
  }

  #forget(delivery: number): void {
    const known = this.#deliveries.get(delivery);
    for (const number of known?.numbers ?? []) this.#messages.delete(number);
    this.#deliveries.delete(delivery);
    known?.end();
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
