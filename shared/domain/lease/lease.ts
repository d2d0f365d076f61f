import type { RunFailure } from '../run/run-failure.ts';
import type { RunAttempt } from '../run/run-id.ts';

/** Until the store takes it back from a holder that no longer renews it. */
export const LEASE_MS = 60_000;

/** A third, so that two renewals may fail. */
export const RENEW_EVERY_MS = LEASE_MS / 3;

/** One uninterrupted holding of a lease: what every write under it names. */
export interface Term {
  readonly resource: string;
  /** Follows from the holder, so that an acquisition whose answer was lost finds its own. */
  readonly leaseId: string;
  /** Raised at each acquisition by another holder, and when the lock is broken: what carries an older one is refused. */
  readonly epoch: number;
}

/** A lock with an end: who holds the exclusive right to a resource, and what is known of the work under it. */
export interface Lease {
  readonly resource: string;
  readonly epoch: number;
  /** `expired`: the holder has not renewed it in time, and whoever comes next gets it. */
  readonly state: 'held' | 'expired' | 'free';
  /** Who holds it, or held it last. */
  readonly holder?: RunAttempt;
  /** Epoch ms; since when the holder has it. */
  readonly acquiredAt?: number;
  readonly notes: LeaseNotes;
}

/** What a holder leaves for the next one; written under the lease only. */
export interface LeaseNotes {
  /** The request that was sent, or was about to be, and has not been given up. */
  readonly ticket?: Ticket;
}

/** One request to a report server. */
export interface Ticket {
  /** Whose report it is to be. */
  readonly runId: RunAttempt['runId'];
  /** Names what was asked for: method and address. Another run that asks for the same may go on with it. */
  readonly requestKey: string;
  /** Epoch ms; noted before the request is sent. */
  readonly requestedAt: number;
  /** Epoch ms; without an answer it is given up then, as the task of whoever asked said at the time. */
  readonly abandonAt: number;
  /** Absent until the server's answer is noted: whether the request has reached it is not known then. */
  readonly accepted?: { readonly ticketId: string; readonly reportUrl: string };
  /** Epoch ms; since when the server has nothing more to do for it. */
  readonly answeredAt?: number;
  /** Why the server's answer is no ticket: the attempt that asked fails with it, however often it looks. */
  readonly fault?: { readonly attempt: number; readonly failure: RunFailure };
}
