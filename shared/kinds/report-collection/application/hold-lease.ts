import { RENEW_EVERY_MS, type Term } from '../../../domain/lease/lease.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { loadCollection, type CollectionStores } from './load-collection.ts';
import type { Pause } from '../../../application/ports/environment.ts';
import type { LeaseStore } from '../../../application/ports/lease-store.ts';

interface Dependencies {
  readonly leases: Pick<LeaseStore, 'renew'>;
  readonly pause: Pause;
}

/**
 * Renews the lease, does some work and renews the lease beside it. The signal is aborted as soon as the lease is known to
 * be lost; work that throws for it ends as `lost`. Throws Unavailable when it cannot be renewed at the start.
 */
export type HoldLease = <T>(term: Term, work: (lost: AbortSignal) => Promise<T>) => Promise<T | 'lost'>;

export function createHoldLease({ leases, pause }: Dependencies): HoldLease {
  return async (term, work) => {
    if ((await leases.renew(term)) === 'lost') return 'lost';
    const losing = new AbortController();
    const done = new AbortController();
    const renewing = keepRenewing({ leases, pause }, term, { losing, done: done.signal });
    try {
      return await work(losing.signal);
    } catch (error) {
      if (losing.signal.aborted) return 'lost';
      throw error;
    } finally {
      done.abort();
      await renewing;
    }
  };
}

async function keepRenewing(
  { leases, pause }: Dependencies,
  term: Term,
  { losing, done }: { readonly losing: AbortController; readonly done: AbortSignal },
): Promise<void> {
  for (;;) {
    await pause(RENEW_EVERY_MS, done);
    if (done.aborted) return;
    try {
      if ((await leases.renew(term)) === 'renewed') continue;
      losing.abort();
      return;
    } catch {
      // Two renewals may fail; if it is over by then, the next write under the lease finds out.
    }
  }
}

export interface LeaseRenewed {
  readonly outcome: 'renewed' | 'over' | 'lost';
}

/** Renews the lease of a run between its steps, as long as the run is going. */
export function createRenewLease(
  dependencies: CollectionStores & Pick<Dependencies, 'leases'>,
): (attempt: RunAttempt, term: Term) => Promise<LeaseRenewed> {
  return async (attempt, term) => {
    const loaded = await loadCollection(dependencies, attempt);
    if (loaded.outcome === 'over') return { outcome: 'over' };
    return { outcome: await dependencies.leases.renew(term) };
  };
}
