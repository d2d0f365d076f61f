import fc from 'fast-check';
import rhea from 'rhea';
import { describe, expect, test } from 'vitest';
import { type QueuedMessage, toQueuedMessage } from '../../../../local/service-bus/broker/queued-message.ts';
import { composeOutgoing } from '../../../../local/service-bus/codec/compose-outgoing.ts';
import { readBatch, readIncoming } from '../../../../local/service-bus/codec/read-incoming.ts';

describe('readIncoming', () => {
  test('reads id, time to live and schedule', () => {
    const content = rhea.message.encode({
      message_id: 'run-1',
      ttl: 300,
      message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(86_400_000) },
      body: 'x',
    });

    expect(readIncoming(content)).toMatchObject({ messageId: 'run-1', ttlMs: 300, scheduledFor: 86_400_000 });
  });

  test('takes a numeric id as its digits', () => {
    expect(readIncoming(rhea.message.encode({ message_id: 1_234, body: 'x' })).messageId).toBe('1234');
  });

  test('reads every message of a batch', () => {
    const messages = ['a', 'b'].map((message_id) => rhea.message.encode({ message_id, body: 1 }));
    const body: unknown = rhea.message.data_sections(messages);
    const envelope = rhea.message.encode({ body });

    expect(readBatch(envelope).map(({ messageId }) => messageId)).toEqual(['a', 'b']);
  });

  test('refuses a message that is cut off, wherever that is', () => {
    const content = rhea.message.encode({
      message_id: 'run-1',
      application_properties: { a: 1 },
      body: 'text',
    });
    // Between two sections a shorter message is a message.
    const isRefused = (length: number): boolean => {
      try {
        readIncoming(content.subarray(0, length));
        return false;
      } catch {
        return true;
      }
    };

    const accepted = [...Array(content.length).keys()].filter((length) => !isRefused(length));

    expect(accepted.length).toBeLessThanOrEqual(4);
  });

  test('refuses as malformed, and in no other way, a message with wrong bytes', () => {
    const content = rhea.message.encode({
      message_id: 'run-1',
      ttl: 300,
      message_annotations: { a: 'b' },
      application_properties: { c: 1 },
      body: 'x',
    });
    const faults = fc.array(fc.tuple(fc.nat(content.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(faults, (replacements) => {
        const damaged = Buffer.from(content);
        for (const [position, byte] of replacements) damaged[position] = byte;
        try {
          expect(readIncoming(damaged).content).toHaveLength(content.length);
        } catch (error) {
          expect(error).toMatchObject({ condition: 'amqp:decode-error' });
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('whatever it accepts can be delivered, also as a dead letter', () => {
    const content = rhea.message.encode({ ttl: 300, application_properties: { c: 1 }, body: 'x' });
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.nat(255), (position, byte) => {
        const damaged = Buffer.from(content);
        damaged[position] = byte;
        const message = accept(damaged);
        if (message === undefined) return;

        const deadLetter = { reason: 'r', description: 'd' };

        expect(composeOutgoing({ ...message, deadLetter }).length).toBeGreaterThan(0);
      }),
      { numRuns: 3_000 },
    );
  });
});

function accept(content: Buffer): QueuedMessage | undefined {
  try {
    return toQueuedMessage(readIncoming(content), { messageId: 'm', sequenceNumber: 1, now: 0 });
  } catch {
    return undefined;
  }
}
