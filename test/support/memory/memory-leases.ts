import { leaseIdOf } from '../../../shared/adapters/blob/lease-id.ts';
import type { Clock } from '../../../shared/application/ports/environment.ts';
import type { Acquisition, LeaseStore } from '../../../shared/application/ports/lease-store.ts';
import { sameJson } from '../../../shared/domain/job/same-json.ts';
import { LEASE_MS, type Lease, type LeaseNotes, type Term } from '../../../shared/domain/lease/lease.ts';
import type { RunAttempt } from '../../../shared/domain/run/run-id.ts';

/** A lock as a blob has it: its lease, and beside it what the metadata and the content say. */
interface Lock {
  epoch: number;
  holder: RunAttempt | undefined;
  acquiredAt: number | undefined;
  notes: LeaseNotes;
  /** From an acquisition until it is released or broken, also when it has expired. */
  lease: { readonly leaseId: string; expiresAt: number } | undefined;
}

/**
 * Leases in memory, which expire by the clock that is given.
 *
 * `isFenced`: as they are to be. Otherwise a term is over only with its lease, whatever its epoch: for tests that show
 * what the epoch is good for.
 */
export class MemoryLeaseStore implements LeaseStore {
  readonly #clock: Clock;
  readonly #isFenced: boolean;
  readonly #locks = new Map<string, Lock>();

  constructor(clock: Clock, { isFenced = true }: { readonly isFenced?: boolean } = {}) {
    this.#clock = clock;
    this.#isFenced = isFenced;
  }

  async acquire(resource: string, holder: RunAttempt): Promise<Acquisition> {
    const leaseId = leaseIdOf(holder);
    const lock = this.#lock(resource);
    if (lock.lease !== undefined && lock.lease.leaseId !== leaseId && !this.#isExpired(lock)) {
      return { outcome: 'held', lease: this.#toLease(resource, lock) };
    }
    lock.lease = { leaseId, expiresAt: this.#clock.now() + LEASE_MS };
    if (lock.holder === undefined || leaseIdOf(lock.holder) !== leaseId) {
      lock.epoch += 1;
      lock.holder = { runId: holder.runId, attempt: holder.attempt };
      lock.acquiredAt = this.#clock.now();
    }
    return { outcome: 'acquired', term: { resource, leaseId, epoch: lock.epoch }, notes: lock.notes };
  }

  async renew(term: Term): Promise<'renewed' | 'lost'> {
    const lock = this.#locks.get(term.resource);
    // One that has expired may be taken up again, as long as nobody else has come.
    if (lock?.lease?.leaseId !== term.leaseId || this.#isLate(lock, term)) return 'lost';
    lock.lease.expiresAt = this.#clock.now() + LEASE_MS;
    return 'renewed';
  }

  async writeNotes(
    term: Term,
    notes: LeaseNotes,
    condition?: { readonly ifNotes: LeaseNotes },
  ): Promise<'written' | 'changed' | 'lost'> {
    const lock = this.#heldUnder(term);
    if (lock === undefined) return 'lost';
    if (condition !== undefined && !sameJson(lock.notes, condition.ifNotes)) return 'changed';
    lock.notes = structuredClone(notes);
    return 'written';
  }

  async readNotes(term: Term): Promise<LeaseNotes | 'lost'> {
    return this.#heldUnder(term)?.notes ?? 'lost';
  }

  async release(term: Term): Promise<'released' | 'lost'> {
    const lock = this.#heldUnder(term);
    if (lock === undefined) return 'lost';
    lock.lease = undefined;
    return 'released';
  }

  async get(resource: string): Promise<Lease | undefined> {
    const lock = this.#locks.get(resource);
    return lock === undefined ? undefined : this.#toLease(resource, lock);
  }

  async *list(): AsyncGenerator<Lease> {
    for (const [resource, lock] of [...this.#locks].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield this.#toLease(resource, lock);
    }
  }

  async break(
    resource: string,
    { ifEpoch, isTicketForgotten }: { readonly ifEpoch: number; readonly isTicketForgotten: boolean },
  ): Promise<'broken' | 'changed' | 'not-found'> {
    const lock = this.#locks.get(resource);
    if (lock === undefined) return 'not-found';
    const isRepeated = lock.epoch === ifEpoch + 1 && lock.holder === undefined;
    if (lock.epoch !== ifEpoch && !isRepeated) return 'changed';
    lock.epoch = ifEpoch + 1;
    lock.holder = undefined;
    lock.acquiredAt = undefined;
    lock.lease = undefined;
    if (isTicketForgotten) lock.notes = {};
    return 'broken';
  }

  #lock(resource: string): Lock {
    const known = this.#locks.get(resource);
    if (known !== undefined) return known;
    const made = { epoch: 0, holder: undefined, acquiredAt: undefined, notes: {}, lease: undefined };
    this.#locks.set(resource, made);
    return made;
  }

  #heldUnder(term: Term): Lock | undefined {
    const lock = this.#locks.get(term.resource);
    if (lock?.lease?.leaseId !== term.leaseId) return undefined;
    return this.#isExpired(lock) || this.#isLate(lock, term) ? undefined : lock;
  }

  #isExpired({ lease }: Lock): boolean {
    return lease !== undefined && lease.expiresAt <= this.#clock.now();
  }

  #isLate({ epoch }: Lock, term: Term): boolean {
    return this.#isFenced && epoch !== term.epoch;
  }

  #toLease(resource: string, lock: Lock): Lease {
    const { epoch, holder, acquiredAt, notes } = lock;
    const held = this.#isExpired(lock) ? 'expired' : 'held';
    return {
      resource,
      epoch,
      state: lock.lease === undefined ? 'free' : held,
      ...(holder === undefined ? {} : { holder }),
      ...(acquiredAt === undefined ? {} : { acquiredAt }),
      notes,
    };
  }
}
