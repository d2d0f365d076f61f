import { z } from 'zod';
import type { PeekRange } from '../service-bus/admin/service-bus-admin.ts';
import type { ServiceBusServer } from '../service-bus/start-service-bus.ts';

/** A look into the queues of the Service Bus stand-in, from another thread. */
export type QueueQuestion =
  | { readonly about: 'counts' | 'operations'; readonly queue: string }
  | { readonly about: 'messages'; readonly queue: string; readonly range: PeekRange };

/** @throws UnknownQueue */
export function answerAbout(server: ServiceBusServer, question: QueueQuestion): object {
  switch (question.about) {
    case 'counts':
      return server.counts(question.queue);
    case 'operations':
      return server.operations(question.queue);
    case 'messages':
      return server.admin.peek(question.queue, question.range);
  }
}

const number = z.int();
const text = z.string().optional();

export const countsSchema = z.object({
  active: number,
  scheduled: number,
  locked: number,
  deferred: number,
  deadLettered: number,
});

export const operationsSchema = z.object({
  sends: number,
  sentMessages: number,
  receivedMessages: number,
  completed: number,
  abandoned: number,
  released: number,
  deferred: number,
  deadLettered: number,
  renewals: number,
  peeks: number,
  cancelledSchedules: number,
});

export const messagesSchema = z.array(
  z.object({
    sequenceNumber: number,
    messageId: z.string(),
    sessionId: text,
    state: z.enum(['active', 'deferred', 'scheduled']),
    deliveryCount: number,
    enqueuedAt: z.string(),
    scheduledFor: text,
    expiresAt: text,
    lockedUntil: text,
    deadLetterReason: text,
    deadLetterErrorDescription: text,
    bytes: number,
    body: text,
  }),
);

/** A message as ServiceBusAdmin shows it, as it comes over. */
export type SeenMessage = z.infer<typeof messagesSchema>[number];
