import type {
  LockedMessage,
  MessageSource,
  SubscribeOptions,
} from '../../../../local/functions-host/service-bus/message-source.ts';

/** A queue that delivers what a test puts in, once, and notes how each message was settled. */
export class FakeMessageSource implements MessageSource {
  readonly settled: string[] = [];
  #options: SubscribeOptions | undefined;

  subscribe(options: SubscribeOptions): void {
    this.#options = options;
  }

  async pause(): Promise<void> {
    this.#options = undefined;
  }

  async close(): Promise<void> {
    this.settled.push('closed');
  }

  /** Resolves when the trigger has done with the message. */
  async deliver(messageId: string, body: unknown, more: Partial<LockedMessage> = {}): Promise<void> {
    await this.#options?.onMessage({
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
    });
  }
}
