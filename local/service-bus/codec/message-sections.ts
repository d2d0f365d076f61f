import { endOfValue, malformed, readUnsigned } from './amqp-values.ts';

/** The sections of a message by their descriptor (AMQP 1.0 part 3, section 3.2). */
export const SECTION = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
  footer: 0x78,
} as const;

/** One section of an encoded message: `start` at its descriptor, `valueStart` at its value's type code. */
export interface MessageSection {
  readonly descriptor: number;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

const SYMBOLIC_DESCRIPTORS: Readonly<Record<string, number>> = {
  'amqp:header:list': SECTION.header,
  'amqp:delivery-annotations:map': SECTION.deliveryAnnotations,
  'amqp:message-annotations:map': SECTION.messageAnnotations,
  'amqp:properties:list': SECTION.properties,
  'amqp:application-properties:map': SECTION.applicationProperties,
  'amqp:data:binary': SECTION.data,
  'amqp:amqp-sequence:list': SECTION.sequence,
  'amqp:amqp-value:*': SECTION.value,
  'amqp:footer:map': SECTION.footer,
};

/** Cuts an encoded message into its sections. @throws BrokerError amqp:decode-error. */
export function splitSections(bytes: Buffer): readonly MessageSection[] {
  const sections: MessageSection[] = [];
  let start = 0;
  while (start < bytes.length) {
    if (bytes[start] !== 0x00) throw malformed('a section has no descriptor');
    const valueStart = endOfValue(bytes, start + 1);
    const end = endOfValue(bytes, valueStart);
    sections.push({ descriptor: readDescriptor(bytes, start + 1, valueStart), start, valueStart, end });
    start = end;
  }
  return sections;
}

function readDescriptor(bytes: Buffer, start: number, end: number): number {
  const numeric = readUnsigned(bytes, { start, end });
  if (numeric !== undefined) return numeric;
  const known = SYMBOLIC_DESCRIPTORS[bytes.toString('ascii', start + 2, end)];
  if (known === undefined) throw malformed('a section has an unknown descriptor');
  return known;
}
