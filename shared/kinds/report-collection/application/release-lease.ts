import type { Term } from '../../../domain/lease/lease.ts';
import type { LeaseStore } from '../../../application/ports/lease-store.ts';

/** Frees the lease for the next collection. One that is lost needs no release. Throws Unavailable. */
export function createReleaseLease({
  leases,
}: {
  readonly leases: Pick<LeaseStore, 'release'>;
}): (term: Term) => Promise<void> {
  return async (term) => {
    await leases.release(term);
  };
}
