import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import type { FunctionDefinition, ServiceBusQueueTrigger } from '../worker/function-definition.ts';
import type { InvocationRequest, Invoker } from '../worker/invoker.ts';
import type { LockedMessage, MessageSource } from './message-source.ts';
import { toBatchRequest, toMessageRequest } from './trigger-data.ts';

export interface QueueFunctionDeps {
  readonly invoker: Invoker;
  readonly source: MessageSource;
  readonly maxConcurrentCalls: number;
  readonly maxMessageBatchSize: number;
  readonly log: HostLog;
  /** Called when a message, or a batch, is settled. */
  readonly onSettled: () => void;
}

/**
 * Invokes one function for each message, or each batch of messages, of a queue: completes what it was given when it
 * returns, abandons it when it throws.
 *
 * Batches come one at a time, whatever `maxConcurrentCalls` says, as they do on the platform (RunBatchReceiveLoopAsync
 * in ServiceBusListener.cs of Azure/azure-sdk-for-net: "only executes functions at a concurrency level of 1").
 */
export class QueueFunction {
  readonly #definition: FunctionDefinition<ServiceBusQueueTrigger>;
  readonly #deps: QueueFunctionDeps;
  readonly #handling = new Set<Promise<void>>();

  constructor(definition: FunctionDefinition<ServiceBusQueueTrigger>, deps: QueueFunctionDeps) {
    this.#definition = definition;
    this.#deps = deps;
  }

  start(): void {
    const { source, maxConcurrentCalls, maxMessageBatchSize } = this.#deps;
    const { queueName, cardinality } = this.#definition.trigger;
    const onError = (error: unknown): void => {
      this.#warn(`receiving from "${queueName}" failed: ${messageOf(error)}`);
    };
    if (cardinality === 'many') {
      source.subscribeToBatches({
        maxMessageBatchSize,
        onBatch: async (messages) => this.#track(this.#handle(messages, () => toBatchRequest(messages))),
        onError,
      });
      return;
    }
    source.subscribe({
      maxConcurrentCalls,
      onMessage: async (message) => this.#track(this.#handle([message], () => toMessageRequest(message))),
      onError,
    });
  }

  /** Whether a message that was taken is not settled yet. */
  get isBusy(): boolean {
    return this.#handling.size > 0;
  }

  async pause(): Promise<void> {
    await this.#deps.source.pause();
  }

  /** Resolves when every message taken so far is settled. */
  async whenSettled(): Promise<void> {
    while (this.#handling.size > 0) await Promise.allSettled(this.#handling);
  }

  async close(): Promise<void> {
    await this.#deps.source.close();
  }

  async #track(handling: Promise<void>): Promise<void> {
    this.#handling.add(handling);
    await handling.finally(() => {
      this.#handling.delete(handling);
      this.#deps.onSettled();
    });
  }

  /** Never throws: a settlement that fails (its lock is lost) means that the broker delivers again, nothing more. */
  async #handle(messages: readonly LockedMessage[], toRequest: () => InvocationRequest): Promise<void> {
    const isHandled = await this.#invoke(messages, toRequest);
    await Promise.all(messages.map(async (message) => this.#settle(message, isHandled)));
  }

  async #settle(message: LockedMessage, isHandled: boolean): Promise<void> {
    try {
      await (isHandled ? message.complete() : message.abandon());
    } catch (error) {
      const wish = isHandled ? 'completed' : 'abandoned';
      this.#warn(`${describe([message])} could not be ${wish}: ${messageOf(error)}`);
    }
  }

  async #invoke(messages: readonly LockedMessage[], toRequest: () => InvocationRequest): Promise<boolean> {
    try {
      await this.#deps.invoker.invoke(this.#definition, toRequest());
      return true;
    } catch (error) {
      this.#warn(`${describe(messages)} failed: ${messageOf(error)}`);
      return false;
    }
  }

  #warn(text: string): void {
    this.#deps.log({ level: 'warning', category: `Function.${this.#definition.name}`, message: text });
  }
}

function describe(messages: readonly LockedMessage[]): string {
  const [first, second] = messages;
  const name = `message ${first?.messageId ?? '(without id)'}`;
  return second === undefined ? name : `a batch of ${messages.length} from ${name} on`;
}
