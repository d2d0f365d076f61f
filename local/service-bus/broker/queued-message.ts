/** `active`: waiting or locked; `deferred`: only by sequence number; `scheduled`: not in the queue yet. */
type MessageState = 'active' | 'deferred' | 'scheduled';

/** A message as a sender hands it over. */
export interface IncomingMessage {
  /** Undefined when the sender gave none; the queue then assigns one. */
  readonly messageId: string | undefined;
  /** The encoded message, kept byte for byte. */
  readonly content: Uint8Array;
  readonly ttlMs: number | undefined;
  /** Epoch ms; undefined for now. */
  readonly scheduledFor: number | undefined;
  /** The session it belongs to; a queue without sessions only keeps it. */
  readonly sessionId: string | undefined;
}

/** Application properties set by receivers (abandon, defer, dead-letter): name to encoded AMQP value. */
export type ModifiedProperties = ReadonlyMap<string, Uint8Array>;

export interface DeadLetterDetails {
  readonly reason: string | undefined;
  readonly description: string | undefined;
}

export interface MessageLock {
  readonly token: string;
  readonly until: number;
}

/** A message in a queue. Never changed in place: every step replaces it. Instants are epoch ms. */
export interface QueuedMessage {
  readonly sequenceNumber: number;
  /** The number it had when it was first accepted; differs for scheduled and dead-lettered messages. */
  readonly enqueueSequenceNumber: number;
  readonly messageId: string;
  readonly content: Uint8Array;
  readonly state: MessageState;
  readonly enqueuedAt: number;
  readonly ttlMs: number | undefined;
  readonly expiresAt: number | undefined;
  readonly scheduledFor: number | undefined;
  readonly sessionId: string | undefined;
  /** How many deliveries failed before. */
  readonly deliveryCount: number;
  readonly modified: ModifiedProperties;
  readonly deadLetter: DeadLetterDetails | undefined;
  readonly lock: MessageLock | undefined;
}

export const NO_PROPERTIES: ModifiedProperties = new Map<string, Uint8Array>();

/** A message that has just been accepted under the given names: active, never delivered, without an end. */
export function toQueuedMessage(
  { content, ttlMs, scheduledFor, sessionId }: IncomingMessage,
  given: { readonly messageId: string; readonly sequenceNumber: number; readonly now: number },
): QueuedMessage {
  return {
    sequenceNumber: given.sequenceNumber,
    enqueueSequenceNumber: given.sequenceNumber,
    messageId: given.messageId,
    content,
    state: 'active',
    enqueuedAt: given.now,
    ttlMs,
    expiresAt: undefined,
    scheduledFor,
    sessionId,
    deliveryCount: 0,
    modified: NO_PROPERTIES,
    deadLetter: undefined,
    lock: undefined,
  };
}

/** Whether the message's time to live is over. */
export function isExpired(message: QueuedMessage, now: number): boolean {
  return message.expiresAt !== undefined && message.expiresAt <= now;
}

/** A message's modified properties with those that the latest receiver sets. */
export function mergeProperties(message: QueuedMessage, modified: ModifiedProperties): ModifiedProperties {
  return modified.size === 0 ? message.modified : new Map([...message.modified, ...modified]);
}
