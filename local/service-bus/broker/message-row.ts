import { z } from 'zod';
import { type ModifiedProperties, NO_PROPERTIES, type QueuedMessage } from './queued-message.ts';

const nullableNumber = z
  .number()
  .nullable()
  .transform((value) => value ?? undefined);

const details = z.object({ reason: z.string().optional(), description: z.string().optional() });

const messageRow = z.object({
  sequence_number: z.int(),
  enqueue_sequence_number: z.int(),
  message_id: z.string(),
  content: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  state: z.enum(['active', 'deferred', 'scheduled']),
  enqueued_at: z.number(),
  ttl_ms: nullableNumber,
  expires_at: nullableNumber,
  scheduled_for: nullableNumber,
  delivery_count: z.int(),
  modified: z.string(),
  dead_letter: z.string().nullable(),
  locked: z.int(),
  session_id: z.string().nullable(),
});

type MessageRow = z.input<typeof messageRow>;

/** The columns of a message. */
export function toMessageRow(message: QueuedMessage): MessageRow {
  return {
    sequence_number: message.sequenceNumber,
    enqueue_sequence_number: message.enqueueSequenceNumber,
    message_id: message.messageId,
    content: message.content,
    state: message.state,
    enqueued_at: message.enqueuedAt,
    ttl_ms: message.ttlMs ?? null,
    expires_at: message.expiresAt ?? null,
    scheduled_for: message.scheduledFor ?? null,
    delivery_count: message.deliveryCount,
    modified: toModifiedColumn(message.modified),
    dead_letter: message.deadLetter === undefined ? null : JSON.stringify(message.deadLetter),
    locked: message.lock === undefined ? 0 : 1,
    session_id: message.sessionId ?? null,
  };
}

/** A message read back; its lock did not outlive the process that granted it. @throws ZodError on a foreign row. */
export function fromMessageRow(row: unknown): {
  readonly message: QueuedMessage;
  readonly wasLocked: boolean;
} {
  const columns = messageRow.parse(row);
  const message: QueuedMessage = {
    sequenceNumber: columns.sequence_number,
    enqueueSequenceNumber: columns.enqueue_sequence_number,
    messageId: columns.message_id,
    content: columns.content,
    state: columns.state,
    enqueuedAt: columns.enqueued_at,
    ttlMs: columns.ttl_ms,
    expiresAt: columns.expires_at,
    scheduledFor: columns.scheduled_for,
    sessionId: columns.session_id ?? undefined,
    deliveryCount: columns.delivery_count,
    modified: fromModifiedColumn(columns.modified),
    deadLetter: fromDeadLetterColumn(columns.dead_letter),
    lock: undefined,
  };
  return { message, wasLocked: columns.locked === 1 };
}

/** Properties as JSON pairs of name and base64 of the encoded value; empty text for none. */
export function toModifiedColumn(modified: ModifiedProperties): string {
  if (modified.size === 0) return '';
  return JSON.stringify([...modified].map(([name, value]) => [name, Buffer.from(value).toString('base64')]));
}

function fromModifiedColumn(column: string): ModifiedProperties {
  if (column === '') return NO_PROPERTIES;
  const pairs = z.array(z.tuple([z.string(), z.string()])).parse(JSON.parse(column));
  return new Map(pairs.map(([name, value]) => [name, Buffer.from(value, 'base64')]));
}

function fromDeadLetterColumn(column: string | null): QueuedMessage['deadLetter'] {
  if (column === null) return undefined;
  const { reason, description } = details.parse(JSON.parse(column));
  return { reason, description };
}
