import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { ServiceBusClient } from '@azure/service-bus';

import type {
  BatchOptions,
  LockedMessage,
  MessageSource,
  QueueAddress,
  SubscribeOptions,
} from './message-source.ts';
import { SettlementTurns } from './settlement-turns.ts';
import { toLockedMessage } from './to-locked-message.ts';

/** How long a batch waits for further messages after its first. */
const GATHER_MS = 20;

/** Receives from a Service Bus queue through Azure's own SDK, which also renews the locks. */
export class AzureMessageSource implements MessageSource {
  readonly #client: ServiceBusClient;
  readonly #receiver: ServiceBusReceiver;
  readonly #createReceiver: () => ServiceBusReceiver;
  /** For what joins the first message of a batch. */
  #others: ServiceBusReceiver | undefined;
  readonly #turns = new SettlementTurns();
  #subscription: { close(): Promise<void> } | undefined;
  /** Settles when the batch that is being made has been handed over. */
  #handingOver: Promise<unknown> | undefined;

  constructor({ connectionString, queueName, maxAutoLockRenewalMs }: QueueAddress) {
    this.#client = new ServiceBusClient(connectionString);
    this.#createReceiver = () =>
      this.#client.createReceiver(queueName, {
        receiveMode: 'peekLock',
        maxAutoLockRenewalDurationInMs: maxAutoLockRenewalMs,
        // The Functions SDK parses bodies itself, by its own rules.
        skipParsingBodyAsJson: true,
      });
    this.#receiver = this.#createReceiver();
  }

  subscribe({ maxConcurrentCalls, onMessage, onError }: SubscribeOptions): void {
    this.#subscription = this.#receiver.subscribe(
      {
        processMessage: async (message) => onMessage(this.#lock(message)),
        processError: async ({ error }) => {
          onError(error);
        },
      },
      { autoCompleteMessages: false, maxConcurrentCalls },
    );
  }

  /**
   * A batch begins with a message of a subscription for one at a time, which waits for ever and outlives the loss of
   * its connection; a second receiver adds what there is besides. Asking for all at once would cost a second with each
   * batch that is not full (the SDK waits so long after a first message).
   */
  subscribeToBatches({ maxMessageBatchSize, onBatch, onError }: BatchOptions): void {
    const others = this.#createReceiver();
    this.#others = others;
    const gather = async (): Promise<ServiceBusReceivedMessage[]> => {
      if (maxMessageBatchSize === 1) return [];
      try {
        return await others.receiveMessages(maxMessageBatchSize - 1, { maxWaitTimeInMs: GATHER_MS });
      } catch (error) {
        onError(error);
        return [];
      }
    };
    this.#subscription = this.#receiver.subscribe(
      {
        processMessage: async (first) => {
          const handingOver = gather().then((rest) => {
            const messages = rest.map((message) => lockAlike(others, message));
            return { handling: onBatch([lockAlike(this.#receiver, first), ...messages]) };
          });
          this.#handingOver = handingOver;
          const { handling } = await handingOver;
          await handling;
        },
        processError: async ({ error }) => {
          onError(error);
        },
      },
      { autoCompleteMessages: false, maxConcurrentCalls: 1 },
    );
  }

  async pause(): Promise<void> {
    await this.#subscription?.close();
    await this.#handingOver;
  }

  async close(): Promise<void> {
    await this.#others?.close();
    await this.#receiver.close();
    await this.#client.close();
  }

  #lock(message: ServiceBusReceivedMessage): LockedMessage {
    return toLockedMessage(message, {
      complete: async () =>
        this.#turns.settle('completed', async () => this.#receiver.completeMessage(message)),
      abandon: async () =>
        this.#turns.settle('abandoned', async () => {
          await this.#receiver.abandonMessage(message);
        }),
    });
  }
}

/** Messages of a batch all have one outcome, so that they need no turns. */
function lockAlike(receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): LockedMessage {
  return toLockedMessage(message, {
    complete: async () => receiver.completeMessage(message),
    abandon: async () => {
      await receiver.abandonMessage(message);
    },
  });
}
