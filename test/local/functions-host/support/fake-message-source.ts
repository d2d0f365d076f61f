import type {
  BatchOptions,
  LockedMessage,
  MessageSource,
  SubscribeOptions,
} from '../../../../local/functions-host/service-bus/message-source.ts';

/** A queue that delivers what a test puts in, once, and notes how each message was settled. */
export class FakeMessageSource implements MessageSource {
  readonly settled: string[] = [];
  #options: SubscribeOptions | undefined;
  #batches: BatchOptions | undefined;

  subscribe(options: SubscribeOptions): void {
    this.#options = options;
  }

  subscribeToBatches(options: BatchOptions): void {
    this.#batches = options;
  }

  async pause(): Promise<void> {
    this.#options = undefined;
    this.#batches = undefined;
  }

  async close(): Promise<void> {
    this.settled.push('closed');
  }

  /** Resolves when the trigger has done with the message. */
  async deliver(messageId: string, body: unknown, more: Partial<LockedMessage> = {}): Promise<void> {
    await this.#options?.onMessage(this.lock(messageId, body, more));
  }

  /** Resolves when the trigger has done with the batch. */
  async deliverBatch(messages: readonly LockedMessage[]): Promise<void> {
    await this.#batches?.onBatch(messages);
  }

  lock(messageId: string, body: unknown, more: Partial<LockedMessage> = {}): LockedMessage {
    return {
      body,
      messageId,
      contentType: undefined,
      correlationId: undefined,
      subject: undefined,
      to: undefined,
      replyTo: undefined,
      replyToSessionId: undefined,
      sessionId: undefined,
      partitionKey: undefined,
      deadLetterSource: undefined,
      earlierDeliveries: 0,
      sequenceNumber: '7',
      lockToken: 'token',
      enqueuedAt: new Date('2026-03-01T00:00:00Z'),
      expiresAt: new Date(NaN),
      applicationProperties: {},
      complete: async () => {
        this.settled.push(`${messageId} completed`);
      },
      abandon: async () => {
        this.settled.push(`${messageId} abandoned`);
      },
      ...more,
    };
  }
}
