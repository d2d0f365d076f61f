import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { ServiceBusClient } from '@azure/service-bus';

import type { LockedMessage, MessageSource, QueueAddress, SubscribeOptions } from './message-source.ts';
import { SettlementTurns } from './settlement-turns.ts';

/** Receives from a Service Bus queue through Azure's own SDK, which also renews the locks. */
export class AzureMessageSource implements MessageSource {
  readonly #client: ServiceBusClient;
  readonly #receiver: ServiceBusReceiver;
  readonly #turns = new SettlementTurns();
  #subscription: { close(): Promise<void> } | undefined;

  constructor({ connectionString, queueName, maxAutoLockRenewalMs }: QueueAddress) {
    this.#client = new ServiceBusClient(connectionString);
    this.#receiver = this.#client.createReceiver(queueName, {
      receiveMode: 'peekLock',
      maxAutoLockRenewalDurationInMs: maxAutoLockRenewalMs,
      // The Functions SDK parses bodies itself, by its own rules.
      skipParsingBodyAsJson: true,
    });
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

  async pause(): Promise<void> {
    await this.#subscription?.close();
  }

  async close(): Promise<void> {
    await this.#receiver.close();
    await this.#client.close();
  }

  #lock(message: ServiceBusReceivedMessage): LockedMessage {
    const body: unknown = message.body;
    return {
      body,
      messageId: message.messageId === undefined ? undefined : String(message.messageId),
      contentType: message.contentType,
      correlationId: message.correlationId === undefined ? undefined : String(message.correlationId),
      subject: message.subject,
      to: message.to,
      replyTo: message.replyTo,
      replyToSessionId: message.replyToSessionId,
      sessionId: message.sessionId,
      partitionKey: message.partitionKey,
      deadLetterSource: message.deadLetterSource,
      earlierDeliveries: message.deliveryCount ?? 0,
      sequenceNumber: message.sequenceNumber?.toString(),
      lockToken: message.lockToken,
      enqueuedAt: message.enqueuedTimeUtc,
      expiresAt: message.expiresAtUtc,
      applicationProperties: message.applicationProperties ?? {},
      complete: async () => this.#turns.settle(async () => this.#receiver.completeMessage(message)),
      abandon: async () =>
        this.#turns.settle(async () => {
          await this.#receiver.abandonMessage(message);
        }),
    };
  }
}
