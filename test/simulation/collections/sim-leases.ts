import { leaseIdOf } from '../../../shared/adapters/blob/lease-id.ts';
import type { Acquisition, LeaseStore } from '../../../shared/application/ports/lease-store.ts';
import type { Lease, LeaseNotes, Term } from '../../../shared/domain/lease/lease.ts';
import type { RunAttempt } from '../../../shared/domain/run/run-id.ts';
import { MemoryLeaseStore } from '../../support/memory/memory-leases.ts';
import type { CollectionWatch } from '../audit/watch-collections.ts';

/** What keeps collections apart; a test that switches one off shows that it is needed. */
export interface CollectionGuards {
  /** A lease that is not renewed ends by itself. */
  readonly leaseExpiry: boolean;
  /** Who renews a lease that is over learns so. */
  readonly leaseRenewal: boolean;
  /** Notes are written under a lease that is not over. */
  readonly notesTerm: boolean;
  /** Notes are replaced only as they were read. */
  readonly notesUnchanged: boolean;
  /** A request is noted before it is sent. */
  readonly ticketIntent: boolean;
  /** A report replaces none of a later epoch. */
  readonly reportEpoch: boolean;
}

export const ALL_COLLECTION_GUARDS: CollectionGuards = {
  leaseExpiry: true,
  leaseRenewal: true,
  notesTerm: true,
  notesUnchanged: true,
  ticketIntent: true,
  reportEpoch: true,
};

interface Options {
  readonly now: () => number;
  readonly guards: CollectionGuards;
  readonly watch: Pick<CollectionWatch, 'renewed' | 'notesWritten' | 'broken'>;
}

/** The leases of a world by its true time; every answer is that of the store, but where a guard is switched off. */
export class SimLeaseStore implements LeaseStore {
  readonly #leases: MemoryLeaseStore;
  readonly #guards: CollectionGuards;
  readonly #watch: Options['watch'];

  constructor({ now, guards, watch }: Options) {
    const startedAt = now();
    this.#leases = new MemoryLeaseStore({ now: guards.leaseExpiry ? now : () => startedAt });
    this.#guards = guards;
    this.#watch = watch;
  }

  async acquire(resource: string, holder: RunAttempt): Promise<Acquisition> {
    return this.#leases.acquire(resource, holder);
  }

  async renew(term: Term): Promise<'renewed' | 'lost'> {
    const outcome = await this.#leases.renew(term);
    if (outcome === 'renewed') this.#watch.renewed(term);
    return this.#guards.leaseRenewal ? outcome : 'renewed';
  }

  async writeNotes(
    term: Term,
    notes: LeaseNotes,
    condition?: { readonly ifNotes: LeaseNotes },
  ): Promise<'written' | 'changed' | 'lost'> {
    const { ticketIntent, notesUnchanged } = this.#guards;
    if (!ticketIntent && isIntent(notes)) return 'written';
    // What follows an intent that was not noted finds other notes.
    const isGuarded = notesUnchanged && (ticketIntent || !isIntent(condition?.ifNotes));
    const outcome = await this.#leases.writeNotes(term, notes, isGuarded ? condition : undefined);
    if (outcome === 'written') this.#watch.notesWritten(term, notes);
    if (outcome !== 'lost' || this.#guards.notesTerm) return outcome;
    await this.#writeOver(term.resource, notes);
    return 'written';
  }

  async readNotes(term: Term): Promise<LeaseNotes | 'lost'> {
    return this.#leases.readNotes(term);
  }

  async release(term: Term): Promise<'released' | 'lost'> {
    return this.#leases.release(term);
  }

  async get(resource: string): Promise<Lease | undefined> {
    return this.#leases.get(resource);
  }

  list(): AsyncIterable<Lease> {
    return this.#leases.list();
  }

  async break(
    resource: string,
    options: Parameters<LeaseStore['break']>[1],
  ): ReturnType<LeaseStore['break']> {
    const outcome = await this.#leases.break(resource, options);
    if (outcome === 'broken') this.#watch.broken(resource, options.isTicketForgotten);
    return outcome;
  }

  async #writeOver(resource: string, notes: LeaseNotes): Promise<void> {
    const lease = await this.#leases.get(resource);
    if (lease?.holder === undefined) return;
    const { epoch, holder } = lease;
    await this.#leases.writeNotes({ resource, leaseId: leaseIdOf(holder), epoch }, notes);
  }
}

function isIntent(notes: LeaseNotes | undefined): boolean {
  return notes?.ticket !== undefined && notes.ticket.accepted === undefined;
}
