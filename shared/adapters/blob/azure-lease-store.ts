import type { BlobServiceClient, BlockBlobClient } from '@azure/storage-blob';
import type { Acquisition, LeaseStore } from '../../application/ports/lease-store.ts';
import { Unavailable } from '../../domain/errors.ts';
import { sameJson } from '../../domain/job/same-json.ts';
import { LEASE_MS, type Lease, type LeaseNotes, type Term } from '../../domain/lease/lease.ts';
import type { RunAttempt } from '../../domain/run/run-id.ts';
import { isChanged, isNotThere, isRefusedByLease, translate } from './blob-errors.ts';
import { breakLock } from './break-lock.ts';
import { leaseIdOf } from './lease-id.ts';
import { type LockBlob, type LockContent, makeLock, notesOf, readLock, writeLock } from './lock-blob.ts';

const CONTAINER = 'locks';

/** How often a change is tried again that another's came before; each time one of them gets through. */
const MAX_ROUNDS = 10;

/** Locks read at a time while they are listed. */
const LIST_CONCURRENCY = 8;

/**
 * Leases on the blobs `locks/<resource>`.
 *
 * Blob Storage sees to it that one lease id at a time has the blob, and ends it by its own clock. What it does not know is
 * the epoch, which is in the metadata and names the term: a lease id follows from its holder, and is the same when that
 * holder has had the lease, lost it to another, and has it again. So each write is made under the lease and for the very
 * version of the blob whose epoch was looked at, and each renewal is followed by a look at the epoch.
 *
 * An acquisition is two writes: the lease, then the epoch with the holder's name. Killed between the two, it leaves a lease
 * under which nothing can be written but by the same holder, who finds it when it tries again; or it expires.
 */
export class AzureLeaseStore implements LeaseStore {
  readonly #service: BlobServiceClient;
  readonly #leaseSeconds: number;

  /** @param options.leaseSeconds 15 to 60, which Azure asks for. */
  constructor(service: BlobServiceClient, { leaseSeconds = LEASE_MS / 1000 } = {}) {
    this.#service = service;
    this.#leaseSeconds = leaseSeconds;
  }

  async acquire(resource: string, { runId, attempt }: RunAttempt): Promise<Acquisition> {
    const blob = this.#blob(resource);
    const holder = { runId, attempt };
    const leaseId = leaseIdOf(holder);
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const taken = await this.#takeLease(blob, leaseId);
      if (taken === 'held') {
        const lease = await this.get(resource);
        if (lease !== undefined) return { outcome: 'held', lease };
        continue;
      }
      const lock = await readLock(blob, leaseId);
      if (lock === undefined) continue;
      const notes = notesOf(resource, lock);
      if (isHeldBy(lock, leaseId)) return acquired({ resource, leaseId, epoch: lock.epoch }, notes);
      const epoch = lock.epoch + 1;
      const next = { epoch, holder, ...taken, notes: lock.notes };
      const written = await writeLock(blob, next, { leaseId, ifMatch: lock.etag });
      if (written !== undefined) return acquired({ resource, leaseId, epoch }, notes);
    }
    throw contended(resource);
  }

  async renew(term: Term): Promise<'renewed' | 'lost'> {
    const blob = this.#blob(term.resource);
    try {
      await blob.getBlobLeaseClient(term.leaseId).renewLease();
    } catch (error) {
      if (isNotThere(error) || isRefusedByLease(error)) return 'lost';
      throw translate(error);
    }
    // Looked at afterwards, as the lease may have gone to another and come back before it.
    return (await underTerm(blob, term)) === undefined ? 'lost' : 'renewed';
  }

  async writeNotes(
    term: Term,
    notes: LeaseNotes,
    condition?: { readonly ifNotes: LeaseNotes },
  ): Promise<'written' | 'changed' | 'lost'> {
    const blob = this.#blob(term.resource);
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const lock = await underTerm(blob, term);
      if (lock === undefined) return 'lost';
      const isOther = condition !== undefined && !sameJson(notesOf(term.resource, lock), condition.ifNotes);
      if (isOther) return 'changed';
      const conditions = { leaseId: term.leaseId, ifMatch: lock.etag };
      const written = await writeLock(blob, { ...lock, notes: JSON.stringify(notes) }, conditions);
      if (written !== undefined) return 'written';
    }
    throw contended(term.resource);
  }

  async readNotes(term: Term): Promise<LeaseNotes | 'lost'> {
    const lock = await underTerm(this.#blob(term.resource), term);
    return lock === undefined ? 'lost' : notesOf(term.resource, lock);
  }

  async release(term: Term): Promise<'released' | 'lost'> {
    const blob = this.#blob(term.resource);
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const lock = await underTerm(blob, term);
      if (lock === undefined) return 'lost';
      try {
        const conditions = { ifMatch: lock.etag };
        await blob.getBlobLeaseClient(term.leaseId).releaseLease({ conditions });
        return 'released';
      } catch (error) {
        if (isNotThere(error) || isRefusedByLease(error)) return 'lost';
        if (!isChanged(error)) throw translate(error);
      }
    }
    throw contended(term.resource);
  }

  async get(resource: string): Promise<Lease | undefined> {
    const lock = await readLock(this.#blob(resource));
    return lock === undefined ? undefined : toLease(resource, lock);
  }

  async *list(): AsyncGenerator<Lease> {
    const container = this.#service.getContainerClient(CONTAINER);
    try {
      for await (const { segment } of container.listBlobsFlat().byPage()) {
        const names = segment.blobItems.map(({ name }) => name);
        for (let from = 0; from < names.length; from += LIST_CONCURRENCY) {
          const some = names.slice(from, from + LIST_CONCURRENCY);
          const leases = await Promise.all(some.map((name) => this.get(name)));
          yield* leases.filter((lease) => lease !== undefined);
        }
      }
    } catch (error) {
      throw translate(error);
    }
  }

  async break(
    resource: string,
    options: { readonly ifEpoch: number; readonly isTicketForgotten: boolean },
  ): Promise<'broken' | 'changed' | 'not-found'> {
    const blob = this.#blob(resource);
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const outcome = await breakLock(blob, options);
      if (outcome !== 'again') return outcome;
    }
    throw contended(resource);
  }

  /** A lease that this id has already is its own, and begins anew. */
  async #takeLease(
    blob: BlockBlobClient,
    leaseId: string,
  ): Promise<'held' | Pick<LockContent, 'acquiredAt'>> {
    const client = blob.getBlobLeaseClient(leaseId);
    for (let isNew = false; ; isNew = true) {
      try {
        const { date } = await client.acquireLease(this.#leaseSeconds);
        return date === undefined ? {} : { acquiredAt: date.toISOString() };
      } catch (error) {
        if (isRefusedByLease(error)) return 'held';
        if (isNew || !isNotThere(error)) throw translate(error);
      }
      await makeLock(blob);
    }
  }

  #blob(resource: string): BlockBlobClient {
    return this.#service.getContainerClient(CONTAINER).getBlockBlobClient(resource);
  }
}

/** The lock, while the term is not over. */
async function underTerm(blob: BlockBlobClient, { leaseId, epoch }: Term): Promise<LockBlob | undefined> {
  const lock = await readLock(blob, leaseId);
  return lock?.epoch === epoch ? lock : undefined;
}

function isHeldBy({ holder }: LockBlob, leaseId: string): boolean {
  return holder !== undefined && leaseIdOf(holder) === leaseId;
}

function acquired(term: Term, notes: LeaseNotes): Acquisition {
  return { outcome: 'acquired', term, notes };
}

function toLease(resource: string, lock: LockBlob): Lease {
  const { epoch, holder, acquiredAt, state } = lock;
  return {
    ...{ resource, epoch, state },
    ...(holder === undefined ? {} : { holder }),
    ...(acquiredAt === undefined ? {} : { acquiredAt: Date.parse(acquiredAt) }),
    notes: notesOf(resource, lock),
  };
}

function contended(resource: string): Unavailable {
  return new Unavailable(`The lock '${resource}' was changed by others again and again; try again later.`);
}
