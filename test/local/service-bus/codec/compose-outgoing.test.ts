import rhea from 'rhea';
import { describe, expect, test } from 'vitest';
import {
  NO_PROPERTIES,
  type QueuedMessage,
  toQueuedMessage,
} from '../../../../local/service-bus/broker/queued-message.ts';
import { composeOutgoing } from '../../../../local/service-bus/codec/compose-outgoing.ts';
import { encodeProperties } from '../../../../local/service-bus/codec/encode-properties.ts';
import { readIncoming } from '../../../../local/service-bus/codec/read-incoming.ts';

function queued(content: Buffer): QueuedMessage {
  const incoming = readIncoming(content);
  const messageId = incoming.messageId ?? 'assigned';
  return toQueuedMessage(incoming, { messageId, sequenceNumber: 7, now: 1_000 });
}

describe('composeOutgoing', () => {
  // The int 5 in the four-byte form, which rhea itself would write in one byte.
  const wideInt = Buffer.from([0x71, 0, 0, 0, 5]);
  const applicationProperties = Buffer.concat([
    Buffer.from([0x00, 0x53, 0x74, 0xc1, 9, 2, 0xa1, 1, 0x6e]),
    wideInt,
  ]);
  const body = Buffer.from([0x00, 0x53, 0x77, 0x53, 9]);

  test('keeps application properties and body byte for byte', () => {
    const composed = composeOutgoing(queued(Buffer.concat([applicationProperties, body])));

    expect(composed.subarray(-applicationProperties.length - body.length)).toEqual(
      Buffer.concat([applicationProperties, body]),
    );
  });

  test("keeps the sender's properties byte for byte beside those that a receiver sets", () => {
    const message = queued(Buffer.concat([applicationProperties, body]));

    const composed = composeOutgoing({ ...message, modified: encodeProperties({ why: 'busy' }) });

    expect(composed.includes(wideInt)).toBe(true);
    expect(rhea.message.decode(composed)['application_properties']).toEqual({ n: 5, why: 'busy' });
  });

  test('gives a message without properties the assigned id', () => {
    const composed = composeOutgoing(queued(body));

    expect(rhea.message.decode(composed)['message_id']).toBe('assigned');
  });

  test('gives a message with other properties the assigned id and keeps those', () => {
    const content = rhea.message.encode({ subject: 's', body: 1 });

    const decoded = rhea.message.decode(composeOutgoing(queued(content)));

    expect(decoded).toMatchObject({ message_id: 'assigned', subject: 's' });
  });

  test("replaces annotations that are the broker's to give and keeps the others", () => {
    const message_annotations = { 'x-opt-sequence-number': 99, 'x-opt-partition-key': 'p' };
    const content = rhea.message.encode({ message_annotations, body: 1 });

    const decoded = rhea.message.decode(composeOutgoing(queued(content)));

    expect(decoded['message_annotations']).toMatchObject({
      'x-opt-sequence-number': 7,
      'x-opt-partition-key': 'p',
    });
  });

  test('says how often delivery has failed and keeps the rest of the header', () => {
    const content = rhea.message.encode({ durable: true, ttl: 5_000, body: 1 });

    const decoded = rhea.message.decode(composeOutgoing({ ...queued(content), deliveryCount: 3 }));

    expect(decoded).toMatchObject({ durable: true, ttl: 5_000, delivery_count: 3 });
  });

  test('can leave the body out', () => {
    const message = { ...queued(Buffer.concat([applicationProperties, body])), modified: NO_PROPERTIES };

    const composed = composeOutgoing(message, { omitBody: true });

    expect(composed.subarray(-applicationProperties.length)).toEqual(applicationProperties);
  });
});
