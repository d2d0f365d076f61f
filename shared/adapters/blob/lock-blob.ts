import { text } from 'node:stream/consumers';
import type { BlockBlobClient } from '@azure/storage-blob';
import { z } from 'zod';
import { runFailure, runId } from '../../contracts/run.ts';
import type { Lease, LeaseNotes } from '../../domain/lease/lease.ts';
import type { RunAttempt } from '../../domain/run/run-id.ts';
import { isAlreadyThere, isChanged, isNotThere, isRefusedByLease, translate } from './blob-errors.ts';

/** What a lock's blob says, but for its lease: the metadata and, as JSON, the notes. */
export interface LockContent {
  readonly epoch: number;
  readonly holder?: RunAttempt;
  /** ISO 8601. */
  readonly acquiredAt?: string;
  /** JSON; see `notesOf`. */
  readonly notes: string;
}

export interface LockBlob extends LockContent {
  readonly etag: string;
  readonly state: Lease['state'];
}

/** What a request names: the lease that must not be over, and the version that must still be there. */
export interface LockConditions {
  /** Absent: there must be no lease. */
  readonly leaseId?: string;
  readonly ifMatch: string;
}

// Metadata are headers: their names come back in small letters, and their values are ASCII.
const metadata = z.union([
  z.object({
    epoch: z.coerce.number().int().min(0),
    runid: runId,
    attempt: z.coerce.number().int().min(1),
    acquiredat: z.iso.datetime().exactOptional(),
  }),
  z.object({ epoch: z.coerce.number().int().min(0), runid: z.undefined().optional() }),
]);

const notesSchema = z.object({
  ticket: z
    .object({
      runId,
      requestKey: z.string(),
      requestedAt: z.number(),
      abandonAt: z.number(),
      accepted: z.object({ ticketId: z.string(), reportUrl: z.string() }).exactOptional(),
      answeredAt: z.number().exactOptional(),
      fault: z.object({ attempt: z.number(), failure: runFailure }).exactOptional(),
    })
    .exactOptional(),
});

/**
 * Reads a lock in one request, so that its parts are of one moment. Undefined when there is none, or when the lease that
 * is named is over. Throws Unavailable.
 */
export async function readLock(blob: BlockBlobClient, leaseId?: string): Promise<LockBlob | undefined> {
  try {
    const conditions = leaseId === undefined ? {} : { leaseId };
    // Small enough to be read again as a whole when the connection breaks.
    const response = await blob.download(0, undefined, { conditions, maxRetryRequests: 0 });
    const notes = response.readableStreamBody === undefined ? '' : await text(response.readableStreamBody);
    return {
      ...contentOf(blob.name, response.metadata ?? {}),
      notes,
      etag: response.etag ?? '',
      state: stateOf(response.leaseState),
    };
  } catch (error) {
    if (isNotThere(error) || isRefusedByLease(error)) return undefined;
    throw translate(error);
  }
}

/** Replaces all of a lock in one request; false when a condition did not hold. Throws Unavailable. */
export async function writeLock(
  blob: BlockBlobClient,
  content: LockContent,
  conditions: LockConditions,
): Promise<{ readonly etag: string } | undefined> {
  try {
    const { etag = '' } = await upload(blob, content, conditions);
    return { etag };
  } catch (error) {
    if (isNotThere(error) || isRefusedByLease(error) || isChanged(error)) return undefined;
    throw translate(error);
  }
}

/** Makes a lock that nobody has had yet, unless there is one. Throws Unavailable. */
export async function makeLock(blob: BlockBlobClient): Promise<void> {
  try {
    await upload(blob, { epoch: 0, notes: '{}' }, { ifNoneMatch: '*' });
  } catch (error) {
    if (!isAlreadyThere(error) && !isRefusedByLease(error)) throw translate(error);
  }
}

/** @throws Error when they were not written by this app, or are damaged: what is in flight is not known then. */
export function notesOf(resource: string, { notes }: LockContent): LeaseNotes {
  try {
    return notesSchema.parse(JSON.parse(notes));
  } catch (cause) {
    const message = `The notes in the lock '${resource}' cannot be read; break it and have its ticket forgotten.`;
    throw new Error(message, { cause });
  }
}

function upload(blob: BlockBlobClient, content: LockContent, conditions: object) {
  const { epoch, holder, acquiredAt, notes } = content;
  return blob.upload(notes, Buffer.byteLength(notes), {
    conditions,
    metadata: {
      epoch: String(epoch),
      ...(holder === undefined ? {} : { runid: holder.runId, attempt: String(holder.attempt) }),
      ...(acquiredAt === undefined ? {} : { acquiredat: acquiredAt }),
    },
    blobHTTPHeaders: { blobContentType: 'application/json' },
  });
}

function contentOf(resource: string, given: Readonly<Record<string, string>>): Omit<LockContent, 'notes'> {
  const parsed = metadata.safeParse(given);
  if (!parsed.success) {
    throw new Error(`The blob '${resource}' among the locks is none: its metadata cannot be read.`, {
      cause: parsed.error,
    });
  }
  if (parsed.data.runid === undefined) return { epoch: parsed.data.epoch };
  const { epoch, runid, attempt, acquiredat } = parsed.data;
  const holder = { runId: runid, attempt };
  return { epoch, holder, ...(acquiredat === undefined ? {} : { acquiredAt: acquiredat }) };
}

/** A lease that is breaking keeps others out until it is broken. */
function stateOf(leaseState: string | undefined): Lease['state'] {
  if (leaseState === 'leased' || leaseState === 'breaking') return 'held';
  return leaseState === 'expired' ? 'expired' : 'free';
}
