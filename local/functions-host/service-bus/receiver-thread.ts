import { Worker } from 'node:worker_threads';
import { parseServiceBusConnectionString } from '@azure/service-bus';

import { GroupedPosts } from './grouped-posts.ts';
import type { MessageSource, QueueAddress } from './message-source.ts';
import type { ReceiverOrder, ReceiverReport } from './receiving-protocol.ts';
import { ThreadedMessageSource } from './threaded-message-source.ts';

/** Settlements may wait: their messages are handled. */
const ORDERS_WAIT_MS = 2;

const ENTRY = new URL('receive-in-thread.ts', import.meta.url);

/**
 * A thread that receives through Azure's SDK for all queues of a process, so that the thread of the host and its app does
 * not. It is started for the first queue and waits for the next when all are closed, for most of its start is loading the
 * SDK; then it does not keep the process alive. Should it end by itself, the process does.
 */
export class ReceiverThread {
  readonly #sources = new Map<number, ThreadedMessageSource>();
  readonly #orders = new GroupedPosts<ReceiverOrder>((orders) => {
    this.#worker?.postMessage(orders);
  }, ORDERS_WAIT_MS);
  #worker: Worker | undefined;
  #queues = 0;

  /** Receives from a queue there. @throws when the connection string is none. */
  connect(address: QueueAddress): MessageSource {
    parseServiceBusConnectionString(address.connectionString);
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#queues += 1;
    const queue = this.#queues;
    const source = new ThreadedMessageSource({
      ...{ queue, address, orders: this.#orders },
      onClosed: () => {
        this.#sources.delete(queue);
        if (this.#sources.size === 0) this.#worker?.unref();
      },
    });
    this.#sources.set(queue, source);
    return source;
  }

  #start(): Worker {
    const worker = new Worker(ENTRY, { name: 'Service Bus receiver' });
    worker.on('message', (reports: readonly ReceiverReport[]) => {
      for (const report of reports) this.#sources.get(report.queue)?.take(report);
    });
    worker.once('error', (cause) => {
      // From an event's listener: nobody catches it.
      throw new Error('The thread that receives messages has ended unexpectedly.', { cause });
    });
    return worker;
  }
}
