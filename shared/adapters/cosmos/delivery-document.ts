import { z } from 'zod';
import { ALERT_NOTICES, DELIVERY_STATES, type Delivery } from '../../domain/alert/delivery.ts';
import { directChannelInDocument } from './alert-channel-document.ts';
import { instant, toInstant } from './instants.ts';

/** Beyond the time that its incident is kept: one may stay open for long, and whom it was told to has to be known then. */
const YEAR_SECONDS = 365 * 24 * 60 * 60;

const deliveryDocument = z.object({
  type: z.literal('alert-delivery'),
  schemaVersion: z.literal(1),
  deliveryId: z.string(),
  incidentId: z.string(),
  key: z.string(),
  ruleId: z.string(),
  valueStream: z.string(),
  notice: z.enum(ALERT_NOTICES),
  channel: directChannelInDocument,
  remaining: directChannelInDocument.exactOptional(),
  refused: z.string().exactOptional(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number(),
  dueAt: instant,
  createdAt: instant,
  tellAt: instant,
  sentAt: instant.exactOptional(),
  lastFailure: z.object({ at: z.number(), reason: z.string() }).exactOptional(),
});

/** The delivery in a document. Throws ZodError when it is none. */
export function deliveryFromDocument(document: unknown): Delivery {
  const { type: _type, schemaVersion: _version, ...delivery } = deliveryDocument.parse(document);
  return delivery;
}

/** The document of a delivery, in the partition of its incident. */
export function deliveryToDocument(
  delivery: Delivery,
  retentionSeconds: number,
): { readonly id: string } & Readonly<Record<string, unknown>> {
  const { dueAt, createdAt, tellAt, sentAt } = delivery;
  return {
    ...{ id: delivery.deliveryId, type: 'alert-delivery', schemaVersion: 1, ...delivery },
    ...{ dueAt: toInstant(dueAt), createdAt: toInstant(createdAt), tellAt: toInstant(tellAt) },
    ...(sentAt === undefined ? {} : { sentAt: toInstant(sentAt) }),
    // Only what is pending has it: an index of what is to be sent, whatever has been.
    ...(delivery.state === 'pending'
      ? { tryAt: toInstant(dueAt) }
      : { ttl: retentionSeconds + YEAR_SECONDS }),
  };
}
