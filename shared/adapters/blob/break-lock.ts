import type { BlockBlobClient } from '@azure/storage-blob';
import { isChanged, isNotThere, isRefusedByLease, translate } from './blob-errors.ts';
import { leaseIdOf } from './lease-id.ts';
import { type LockBlob, readLock, writeLock } from './lock-blob.ts';

interface Breaking {
  readonly ifEpoch: number;
  readonly isTicketForgotten: boolean;
}

/**
 * Raises the epoch of a lock and takes its holder's name away, then frees its lease. In this order, as the first is the one
 * that ends the term: killed between the two, what is left is a lease under which nobody can write any more, and which
 * expires. The write is made with the holder's own lease id, which follows from its name, and only for the version that was
 * looked at; so nobody who came meanwhile is hit.
 *
 * A lock of the next epoch without a holder has been broken by an earlier try of the same.
 *
 * `again`: somebody else was faster, or the lease is one whose holder has not put its name to it yet, and was taken.
 */
export async function breakLock(
  blob: BlockBlobClient,
  { ifEpoch, isTicketForgotten }: Breaking,
): Promise<'broken' | 'changed' | 'not-found' | 'again'> {
  const lock = await readLock(blob);
  if (lock === undefined) return 'not-found';
  const isRepeated = lock.epoch === ifEpoch + 1 && lock.holder === undefined;
  if (lock.epoch !== ifEpoch && !isRepeated) return 'changed';
  const broken = { epoch: ifEpoch + 1, notes: isTicketForgotten ? '{}' : lock.notes };
  const written = await writeLock(blob, broken, { ...leaseOf(lock), ifMatch: lock.etag });
  if (written !== undefined) {
    if (lock.state === 'held') await freeLease(blob, written.etag);
    return 'broken';
  }
  if (lock.state === 'held') await freeLease(blob, lock.etag);
  return 'again';
}

function leaseOf({ state, holder }: LockBlob): { readonly leaseId?: string } {
  return state === 'held' && holder !== undefined ? { leaseId: leaseIdOf(holder) } : {};
}

/** Whatever lease there is, unless the lock was changed meanwhile. */
async function freeLease(blob: BlockBlobClient, ifMatch: string): Promise<void> {
  try {
    await blob.getBlobLeaseClient().breakLease(0, { conditions: { ifMatch } });
  } catch (error) {
    if (!isNotThere(error) && !isRefusedByLease(error) && !isChanged(error)) throw translate(error);
  }
}
