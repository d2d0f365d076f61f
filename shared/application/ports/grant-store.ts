import type { Grant } from '../../domain/access/caller.ts';
import type { Principal } from '../../domain/access/principal.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What one principal may do. */
export interface PrincipalGrants {
  readonly principal: Principal;
  /** Who that is, for people to read. */
  readonly description?: string;
  readonly grants: readonly Grant[];
}

/** Holds the grants of principals. Every method may throw Unavailable. */
export interface GrantStore {
  get(principal: Principal): Promise<Versioned<PrincipalGrants> | undefined>;

  /** Stores the grants of a principal that has none and gives their version; of several at once exactly one gets one. */
  create(grants: PrincipalGrants): Promise<string | undefined>;

  /** Replaces them and gives the new version. Throws VersionConflict when they are not at `ifVersion`. */
  save(grants: PrincipalGrants, condition: { readonly ifVersion: string }): Promise<string>;

  /** Removes them. Throws VersionConflict when they are gone or not at `ifVersion`. */
  remove(principal: Principal, condition: { readonly ifVersion: string }): Promise<void>;

  /** In order of principal. */
  list(request: PageRequest): Promise<Page<PrincipalGrants>>;
}
