import type { IncomingMessage } from '../broker/queued-message.ts';
import {
  elementsOf,
  entriesOf,
  readBinary,
  readText,
  readTimestamp,
  readUnsigned,
  type ValueSpan,
} from './amqp-values.ts';
import { SECTION, splitSections } from './message-sections.ts';

const SCHEDULED_FOR = 'x-opt-scheduled-enqueue-time';
/** The place of `ttl` in a header, and of `message-id` and `group-id` in the properties (AMQP 1.0 part 3, sections 3.2.1 and 3.2.4). */
const TTL = 2;
const MESSAGE_ID = 0;
const GROUP_ID = 10;

/**
 * Reads what a queue must know of an encoded message: id, session, time to live, schedule. The bytes are copied, because
 * they are a slice of the socket's buffer, which would otherwise live as long as the message.
 *
 * @throws BrokerError amqp:decode-error.
 */
export function readIncoming(encoded: Buffer): IncomingMessage {
  const content = Buffer.from(encoded);
  const incoming: { -readonly [K in keyof IncomingMessage]: IncomingMessage[K] } = {
    messageId: undefined,
    content,
    ttlMs: undefined,
    scheduledFor: undefined,
    sessionId: undefined,
  };
  for (const { descriptor, valueStart } of splitSections(content)) {
    if (descriptor === SECTION.header) {
      incoming.ttlMs = readUnsigned(content, elementsOf(content, valueStart)[TTL]);
    } else if (descriptor === SECTION.messageAnnotations) {
      incoming.scheduledFor = readTimestamp(entriesOf(content, valueStart).get(SCHEDULED_FOR));
    } else if (descriptor === SECTION.properties) {
      const properties = elementsOf(content, valueStart);
      incoming.messageId = readMessageId(content, properties[MESSAGE_ID]);
      incoming.sessionId = readText(content, properties[GROUP_ID]);
    } else if (descriptor === SECTION.applicationProperties) {
      // Not needed yet, but a message that could not be dead-lettered later must be refused now.
      entriesOf(content, valueStart);
    }
  }
  return incoming;
}

/** The messages of a batch: an envelope whose data sections are each one encoded message. */
export function readBatch(envelope: Buffer): readonly IncomingMessage[] {
  return splitSections(envelope)
    .filter(({ descriptor }) => descriptor === SECTION.data)
    .map(({ valueStart }) => readIncoming(readBinary(envelope, valueStart)));
}

function readMessageId(content: Buffer, span: ValueSpan | undefined): string | undefined {
  if (span === undefined || content[span.start] === 0x40) return undefined;
  const text = readText(content, span) ?? readUnsigned(content, span)?.toString();
  // uuid or binary: the ids are only compared, so their bytes will do.
  return text ?? content.toString('hex', span.start, span.end);
}
