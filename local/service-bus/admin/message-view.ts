import type { QueuedMessage } from '../broker/queued-message.ts';
import { readBinary } from '../codec/amqp-values.ts';
import { SECTION, splitSections } from '../codec/message-sections.ts';

/** A message as a person looks at it. Instants are ISO 8601 in UTC. */
export interface MessageView {
  readonly sequenceNumber: number;
  readonly messageId: string;
  readonly sessionId: string | undefined;
  readonly state: 'active' | 'deferred' | 'scheduled';
  readonly deliveryCount: number;
  readonly enqueuedAt: string;
  readonly scheduledFor: string | undefined;
  readonly expiresAt: string | undefined;
  readonly lockedUntil: string | undefined;
  readonly deadLetterReason: string | undefined;
  readonly deadLetterErrorDescription: string | undefined;
  /** Of the encoded message. */
  readonly bytes: number;
  /** The body when it is UTF-8 text (as JSON is), else undefined. */
  readonly body: string | undefined;
}

export function toMessageView(message: QueuedMessage): MessageView {
  const { sequenceNumber, messageId, sessionId, state, deliveryCount, deadLetter } = message;
  return {
    ...{ sequenceNumber, messageId, sessionId, state, deliveryCount },
    enqueuedAt: toIso(message.enqueuedAt),
    scheduledFor: message.scheduledFor === undefined ? undefined : toIso(message.scheduledFor),
    expiresAt: message.expiresAt === undefined ? undefined : toIso(message.expiresAt),
    lockedUntil: message.lock === undefined ? undefined : toIso(message.lock.until),
    deadLetterReason: deadLetter?.reason,
    deadLetterErrorDescription: deadLetter?.description,
    bytes: message.content.length,
    body: bodyText(message.content),
  };
}

/** A sender may schedule further ahead than a date can say. */
function toIso(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? `${at} ms after 1970` : date.toISOString();
}

function bodyText(content: Uint8Array): string | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const data = splitSections(bytes)
    .filter(({ descriptor }) => descriptor === SECTION.data)
    .map(({ valueStart }) => readBinary(bytes, valueStart));
  if (data.length === 0) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(data));
  } catch {
    // Binary data is not shown.
    return undefined;
  }
}
