import { z } from 'zod';
import { jobId } from '../../contracts/run.ts';
import { BACKFILL_STATES, type Backfill } from '../../domain/backfill/backfill.ts';
import { instant, toInstant } from './instants.ts';
import { RETENTION_SECONDS } from './run-document.ts';

const request = z.object({ author: z.string(), reason: z.string() });

const backfillDocument = z.object({
  type: z.literal('backfill'),
  schemaVersion: z.literal(1),
  backfillId: z.string(),
  jobId,
  state: z.enum(BACKFILL_STATES),
  generation: z.number(),
  fromDueAt: instant,
  untilDueAt: instant,
  doneUntil: instant,
  maxConcurrent: z.number(),
  slotCount: z.number(),
  runCount: z.number(),
  alreadyRunCount: z.number(),
  requested: request,
  lastChange: request.extend({ at: instant, cancelRunning: z.boolean().exactOptional() }).exactOptional(),
  createdAt: instant,
  updatedAt: instant,
});

/** The backfill in a document read from Cosmos. Throws ZodError when it is none. */
export function backfillFromDocument(document: unknown): Backfill {
  const { type: _type, schemaVersion: _version, ...backfill } = backfillDocument.parse(document);
  return backfill;
}

/** The document of a backfill, in the partition of its job; one that is over is kept as long as its runs. */
export function backfillToDocument(backfill: Backfill): Record<string, unknown> & { readonly id: string } {
  const { fromDueAt, untilDueAt, doneUntil, lastChange, createdAt, updatedAt, state } = backfill;
  return {
    id: backfill.backfillId,
    type: 'backfill',
    schemaVersion: 1,
    ...backfill,
    fromDueAt: toInstant(fromDueAt),
    untilDueAt: toInstant(untilDueAt),
    doneUntil: toInstant(doneUntil),
    ...(lastChange === undefined ? {} : { lastChange: { ...lastChange, at: toInstant(lastChange.at) } }),
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
    ...(state === 'cancelled' || state === 'completed' ? { ttl: RETENTION_SECONDS } : {}),
  };
}
