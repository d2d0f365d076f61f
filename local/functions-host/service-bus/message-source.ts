/** A message under a peek lock, with what a trigger tells about it. Dates may be missing when the broker sent none. */
export interface LockedMessage {
  /** Bytes of a data section, or the value of a value section. */
  readonly body: unknown;
  readonly messageId: string | undefined;
  readonly contentType: string | undefined;
  readonly correlationId: string | undefined;
  readonly subject: string | undefined;
  readonly to: string | undefined;
  readonly replyTo: string | undefined;
  readonly replyToSessionId: string | undefined;
  readonly sessionId: string | undefined;
  readonly partitionKey: string | undefined;
  readonly deadLetterSource: string | undefined;
  /** Deliveries before this one, as AMQP counts them: 0 at the first. */
  readonly earlierDeliveries: number;
  readonly sequenceNumber: string | undefined;
  readonly lockToken: string | undefined;
  readonly enqueuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  /** Removes the message. @throws when its lock is lost: it will be delivered again. */
  readonly complete: () => Promise<void>;
  /** Gives the message back at once; the broker counts the delivery. @throws when its lock is lost. */
  readonly abandon: () => Promise<void>;
}

export interface SubscribeOptions {
  readonly maxConcurrentCalls: number;
  readonly onMessage: (message: LockedMessage) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface BatchOptions {
  readonly maxMessageBatchSize: number;
  /** At least one message, in their order in the queue. */
  readonly onBatch: (messages: readonly LockedMessage[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** A queue to receive from. One of the two ways to subscribe is used, once. */
export interface MessageSource {
  /** The lock of each message is renewed while `onMessage` runs. */
  subscribe(options: SubscribeOptions): void;
  /** Calls `onBatch` for one batch at a time. Locks are not renewed. */
  subscribeToBatches(options: BatchOptions): void;
  /** Asks for no further message; those being handled can still be settled. */
  pause(): Promise<void>;
  /** Lets go of the connection; what is not settled by then is delivered again. */
  close(): Promise<void>;
}

export interface QueueAddress {
  readonly connectionString: string;
  readonly queueName: string;
  /** How long the lock of a message is renewed; 0 for not at all. */
  readonly maxAutoLockRenewalMs: number;
}

export type ConnectMessageSource = (address: QueueAddress) => MessageSource;
