import type { QueuedMessage } from '../broker/queued-message.ts';
import { elementsOf, entriesOf } from './amqp-values.ts';
import {
  encodeInt,
  encodeListSection,
  encodeLong,
  encodeMapSection,
  encodeString,
  encodeSymbol,
  encodeTimestamp,
  encodeUint,
  NULL,
} from './encode-values.ts';
import { type MessageSection, SECTION, splitSections } from './message-sections.ts';

const STATE_CODES = { active: 0, deferred: 1, scheduled: 2 } as const;
const BODY: readonly number[] = [SECTION.data, SECTION.sequence, SECTION.value];
const ANNOTATION = {
  sequenceNumber: encodeSymbol('x-opt-sequence-number'),
  enqueuedTime: encodeSymbol('x-opt-enqueued-time'),
  lockedUntil: encodeSymbol('x-opt-locked-until'),
  enqueueSequenceNumber: encodeSymbol('x-opt-enqueue-sequence-number'),
  messageState: encodeSymbol('x-opt-message-state'),
};
const BROKER_ANNOTATIONS: ReadonlySet<string> = new Set([
  'x-opt-sequence-number',
  'x-opt-enqueued-time',
  'x-opt-locked-until',
  'x-opt-enqueue-sequence-number',
  'x-opt-message-state',
]);

/**
 * Encodes a message for a receiver: the sender's bytes, except that header and annotations carry the broker's
 * facts, that receivers' and dead-letter properties are among the application properties, and that a message
 * without an id has the assigned one (the SDK cannot settle a message without).
 */
export function composeOutgoing(message: QueuedMessage, options?: { readonly omitBody: boolean }): Buffer {
  const content = Buffer.from(message.content.buffer, message.content.byteOffset, message.content.byteLength);
  const sections = splitSections(content);
  const find = (descriptor: number): MessageSection | undefined =>
    sections.find((section) => section.descriptor === descriptor);
  const parts = [
    composeHeader(content, find(SECTION.header), message.deliveryCount),
    composeAnnotations(content, find(SECTION.messageAnnotations), message),
    composeProperties(content, find(SECTION.properties), message.messageId),
    composeApplicationProperties(content, find(SECTION.applicationProperties), message),
  ];
  if (options?.omitBody === true) return Buffer.concat(parts);
  const rest = sections.filter(
    ({ descriptor }) => BODY.includes(descriptor) || descriptor === SECTION.footer,
  );
  return Buffer.concat([...parts, ...rest.map(({ start, end }) => content.subarray(start, end))]);
}

function composeHeader(content: Buffer, header: MessageSection | undefined, deliveryCount: number): Buffer {
  const given = header === undefined ? [] : elementsOf(content, header.valueStart);
  const raw = (index: number): Buffer => {
    const span = given[index];
    return span === undefined ? NULL : content.subarray(span.start, span.end);
  };
  // durable, priority, ttl, first-acquirer, delivery-count
  return encodeListSection(SECTION.header, [raw(0), raw(1), raw(2), NULL, encodeUint(deliveryCount)]);
}

function composeAnnotations(
  content: Buffer,
  section: MessageSection | undefined,
  message: QueuedMessage,
): Buffer {
  const parts: Uint8Array[] = [
    ANNOTATION.sequenceNumber,
    encodeLong(message.sequenceNumber),
    ANNOTATION.enqueuedTime,
    encodeTimestamp(message.enqueuedAt),
    ANNOTATION.enqueueSequenceNumber,
    encodeLong(message.enqueueSequenceNumber),
    ANNOTATION.messageState,
    encodeInt(STATE_CODES[message.state]),
  ];
  if (message.lock !== undefined) {
    parts.push(ANNOTATION.lockedUntil, encodeTimestamp(message.lock.until));
  }
  if (section !== undefined) {
    for (const [name, value] of entriesOf(content, section.valueStart)) {
      if (!BROKER_ANNOTATIONS.has(name)) parts.push(encodeSymbol(name), value);
    }
  }
  return encodeMapSection(SECTION.messageAnnotations, parts);
}

function composeProperties(
  content: Buffer,
  section: MessageSection | undefined,
  messageId: string,
): Uint8Array {
  if (section === undefined) return encodeListSection(SECTION.properties, [encodeString(messageId)]);
  const [id, ...others] = elementsOf(content, section.valueStart);
  if (id !== undefined && content[id.start] !== 0x40) return content.subarray(section.start, section.end);
  const raw = others.map(({ start, end }) => content.subarray(start, end));
  return encodeListSection(SECTION.properties, [encodeString(messageId), ...raw]);
}

function composeApplicationProperties(
  content: Buffer,
  section: MessageSection | undefined,
  { modified, deadLetter }: QueuedMessage,
): Uint8Array {
  if (modified.size === 0 && deadLetter === undefined) {
    return section === undefined ? Buffer.alloc(0) : content.subarray(section.start, section.end);
  }
  const given = section === undefined ? [] : entriesOf(content, section.valueStart);
  const entries = new Map<string, Uint8Array>([...given, ...modified]);
  if (deadLetter?.reason !== undefined) entries.set('DeadLetterReason', encodeString(deadLetter.reason));
  if (deadLetter?.description !== undefined) {
    entries.set('DeadLetterErrorDescription', encodeString(deadLetter.description));
  }
  const parts = [...entries].flatMap(([name, value]) => [encodeString(name), value]);
  return encodeMapSection(SECTION.applicationProperties, parts);
}
