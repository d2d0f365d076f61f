import type { GroupedPosts } from './grouped-posts.ts';
import type {
  BatchOptions,
  LockedMessage,
  MessageSource,
  QueueAddress,
  SubscribeOptions,
} from './message-source.ts';
import type { PostedMessage, ReceiverOrder, ReceiverReport } from './receiving-protocol.ts';
import type { Outcome } from './settlement-turns.ts';

export interface ThreadedSourceDeps {
  /** The queue's number. */
  readonly queue: number;
  readonly address: QueueAddress;
  readonly orders: GroupedPosts<ReceiverOrder>;
  /** Called when nothing more is said about the queue. */
  readonly onClosed: () => void;
}

interface Subscriber {
  readonly onDelivery: (messages: readonly LockedMessage[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** A queue that another thread receives from. */
export class ThreadedMessageSource implements MessageSource {
  readonly #deps: ThreadedSourceDeps;
  /** What the thread has yet to answer, by the number of the message or of the question. */
  readonly #settling = new Map<number, PromiseWithResolvers<undefined>>();
  readonly #asked = new Map<number, PromiseWithResolvers<undefined>>();
  #subscriber: Subscriber | undefined;
  #questions = 0;

  constructor(deps: ThreadedSourceDeps) {
    this.#deps = deps;
    deps.orders.push({ queue: deps.queue, kind: 'open', address: deps.address });
  }

  subscribe({ maxConcurrentCalls, onMessage, onError }: SubscribeOptions): void {
    this.#subscriber = {
      onDelivery: async (messages) => {
        for (const message of messages) await onMessage(message);
      },
      onError,
    };
    this.#deps.orders.push({ queue: this.#deps.queue, kind: 'subscribe', maxConcurrentCalls });
  }

  subscribeToBatches({ maxMessageBatchSize, onBatch, onError }: BatchOptions): void {
    this.#subscriber = { onDelivery: onBatch, onError };
    this.#deps.orders.push({ queue: this.#deps.queue, kind: 'subscribe-to-batches', maxMessageBatchSize });
  }

  async pause(): Promise<void> {
    await this.#ask('pause');
  }

  async close(): Promise<void> {
    await this.#ask('close').finally(this.#deps.onClosed);
  }

  /** Takes what the thread says of this queue. */
  take(report: ReceiverReport): void {
    switch (report.kind) {
      case 'delivered':
        void this.#hand(report.delivery, report.messages);
        return;
      case 'failed':
        this.#subscriber?.onError(new Error(report.failure));
        return;
      case 'settled':
        finish(this.#settling, report.message, report.failure);
        return;
      case 'answered':
        finish(this.#asked, report.question, report.failure);
    }
  }

  /** The thread sees by itself that all messages of a delivery are settled; what is not is let go. */
  async #hand(delivery: number, messages: readonly PostedMessage[]): Promise<void> {
    const { orders, queue } = this.#deps;
    const unsettled = new Set<number>();
    const settle = async (number: number, outcome: Outcome): Promise<void> => {
      unsettled.delete(number);
      await this.#settle(number, outcome);
    };
    const locked = messages.map(({ number, contents }) => {
      unsettled.add(number);
      return {
        ...contents,
        complete: async () => settle(number, 'completed'),
        abandon: async () => settle(number, 'abandoned'),
      };
    });
    try {
      await this.#subscriber?.onDelivery(locked);
    } finally {
      if (unsettled.size > 0) orders.push({ queue, kind: 'let-go', delivery });
    }
  }

  async #settle(message: number, outcome: Outcome): Promise<void> {
    const settled = Promise.withResolvers<undefined>();
    this.#settling.set(message, settled);
    this.#deps.orders.push({ queue: this.#deps.queue, kind: 'settle', message, outcome });
    await settled.promise;
  }

  async #ask(kind: 'pause' | 'close'): Promise<void> {
    this.#questions += 1;
    const answered = Promise.withResolvers<undefined>();
    this.#asked.set(this.#questions, answered);
    this.#deps.orders.push({ queue: this.#deps.queue, kind, question: this.#questions });
    await answered.promise;
  }
}

function finish(
  waiting: Map<number, PromiseWithResolvers<undefined>>,
  number: number,
  failure: string | undefined,
): void {
  const one = waiting.get(number);
  waiting.delete(number);
  if (failure === undefined) one?.resolve(undefined);
  else one?.reject(new Error(failure));
}
