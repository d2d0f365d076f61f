import type { ApiKey } from '../../domain/access/api-key.ts';
import type { Grant } from '../../domain/access/caller.ts';
import { isPrincipal, type Principal } from '../../domain/access/principal.ts';
import type { Clock } from '../ports/environment.ts';
import type { GrantStore } from '../ports/grant-store.ts';
import type { KeyStore } from '../ports/key-store.ts';
import { RecentReads } from './recent-reads.ts';

/** How late an instance may know of grants that another one has changed. */
const GRANTS_AGE_MS = 30_000;

/** How long another instance may still take a key that was revoked. */
const KEYS_AGE_MS = 10_000;

/** What an instance remembers of grants and keys, so that not every request reads them. */
export interface RememberedAccess {
  /** The grants held for a principal; empty for none. Throws Unavailable. */
  readonly grantsOf: (principal: Principal) => Promise<readonly Grant[]>;
  /** Throws Unavailable. */
  readonly findKey: (keyId: string) => Promise<ApiKey | undefined>;
  readonly forgetGrants: (principal: Principal) => void;
  readonly forgetKey: (keyId: string) => void;
}

/** Remembers nothing yet. */
export function createRememberedAccess({
  grants,
  keys,
  clock,
}: {
  readonly grants: Pick<GrantStore, 'get'>;
  readonly keys: Pick<KeyStore, 'get'>;
  readonly clock: Clock;
}): RememberedAccess {
  const grantReads = new RecentReads(
    async (name) => (isPrincipal(name) ? ((await grants.get(name))?.value.grants ?? []) : []),
    { clock, maxAgeMs: GRANTS_AGE_MS },
  );
  const keyReads = new RecentReads((keyId) => keys.get(keyId), { clock, maxAgeMs: KEYS_AGE_MS });
  return {
    grantsOf: (principal) => grantReads.get(principal),
    findKey: (keyId) => keyReads.get(keyId),
    forgetGrants: (principal) => {
      grantReads.forget(principal);
    },
    forgetKey: (keyId) => {
      keyReads.forget(keyId);
    },
  };
}
