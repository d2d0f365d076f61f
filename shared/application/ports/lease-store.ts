import type { Lease, LeaseNotes, Term } from '../../domain/lease/lease.ts';
import type { RunAttempt } from '../../domain/run/run-id.ts';

export type Acquisition =
  | { readonly outcome: 'acquired'; readonly term: Term; readonly notes: LeaseNotes }
  /** Another has it; `lease` is what was seen of it, a moment later. */
  | { readonly outcome: 'held'; readonly lease: Lease };

/**
 * Leases on resources by name: at most one holder at any time, for `LEASE_MS` from its last renewal, by the store's clock
 * and nobody else's. Every method may throw Unavailable: then it may have been done, or not, and can be repeated.
 */
export interface LeaseStore {
  /**
   * Takes a free or expired lease, and raises its epoch. The same holder (run and attempt) gets its own lease again, with
   * the same epoch as long as nobody else has had it in between: so an acquisition can be repeated, also by another host.
   */
  acquire(resource: string, holder: RunAttempt): Promise<Acquisition>;

  /** `lost`: the term is over, and nothing may be done under it any more. */
  renew(term: Term): Promise<'renewed' | 'lost'>;

  /**
   * Replaces the notes, in one write that is refused when the term is over; and, where `ifNotes` is given, when they are not
   * these any more: the same step of the same holder may be going twice.
   */
  writeNotes(
    term: Term,
    notes: LeaseNotes,
    condition?: { readonly ifNotes: LeaseNotes },
  ): Promise<'written' | 'changed' | 'lost'>;

  /** The notes under a term that is not over. */
  readNotes(term: Term): Promise<LeaseNotes | 'lost'>;

  /** Frees the lease for the next one; the notes stay. `lost` when it was over already. */
  release(term: Term): Promise<'released' | 'lost'>;

  get(resource: string): Promise<Lease | undefined>;

  /** All resources that were ever leased, by name. */
  list(): AsyncIterable<Lease>;

  /**
   * Takes the lease from its holder, and raises the epoch, so that nothing the holder still writes is taken.
   * `isTicketForgotten`: the notes' ticket is dropped too, so that the next collection asks anew. Only while the epoch is
   * `ifEpoch`: `changed` when another has it by now. The same again, while nobody has had it since, is `broken` too, so
   * that a break whose answer was lost can be repeated.
   */
  break(
    resource: string,
    options: { readonly ifEpoch: number; readonly isTicketForgotten: boolean },
  ): Promise<'broken' | 'changed' | 'not-found'>;
}
