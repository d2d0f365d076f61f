import type { ServiceBusReceivedMessage } from '@azure/service-bus';

import type { LockedMessage } from './message-source.ts';

/** A message as Azure's SDK received it, with the ways to settle it. */
export function toLockedMessage(
  message: ServiceBusReceivedMessage,
  { complete, abandon }: Pick<LockedMessage, 'complete' | 'abandon'>,
): LockedMessage {
  const body: unknown = message.body;
  return {
    body,
    messageId: message.messageId === undefined ? undefined : String(message.messageId),
    contentType: message.contentType,
    correlationId: message.correlationId === undefined ? undefined : String(message.correlationId),
    subject: message.subject,
    to: message.to,
    replyTo: message.replyTo,
    replyToSessionId: message.replyToSessionId,
    sessionId: message.sessionId,
    partitionKey: message.partitionKey,
    deadLetterSource: message.deadLetterSource,
    earlierDeliveries: message.deliveryCount ?? 0,
    sequenceNumber: message.sequenceNumber?.toString(),
    lockToken: message.lockToken,
    enqueuedAt: message.enqueuedTimeUtc,
    expiresAt: message.expiresAtUtc,
    applicationProperties: message.applicationProperties ?? {},
    complete,
    abandon,
  };
}
