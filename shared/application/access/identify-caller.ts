import { keyIdOf, looksLikeKey, type ApiKey } from '../../domain/access/api-key.ts';
import type { Caller, Grant } from '../../domain/access/caller.ts';
import { distinctGrants, grantsOfAppRoles } from '../../domain/access/grant.ts';
import { principalOf, type Principal } from '../../domain/access/principal.ts';
import type { Clock, Log } from '../ports/environment.ts';
import type { TokenClaims, TokenVerifier } from '../ports/token-verifier.ts';

/** What a request carries to say who it comes from. */
export type Credential =
  | { readonly kind: 'secret'; readonly text: string }
  /** What the platform in front of the app has verified itself. */
  | { readonly kind: 'verified'; readonly claims: TokenClaims };

/** Who calls, or why that is not believed: `reason` for the caller, `detail` for the log. Neither holds a secret. */
export type IdentifiedCaller =
  | { readonly outcome: 'identified'; readonly caller: Caller }
  | { readonly outcome: 'refused'; readonly reason: string; readonly detail: string };

interface Dependencies {
  readonly tokens: TokenVerifier;
  /** The grants held for a principal; empty for none. */
  readonly grantsOf: (principal: Principal) => Promise<readonly Grant[]>;
  readonly findKey: (keyId: string) => Promise<ApiKey | undefined>;
  /** Whether a digest is the text's, found out in a time that does not depend on where they differ. */
  readonly hasDigest: (text: string, digest: string) => boolean;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
}

const KEY_REFUSED = 'The API key is not valid.';

/**
 * Finds out who calls and what they may do: what the token's app roles say, and the grants held for the person or program
 * and for the groups in the token; of a key, its own. Throws Unavailable when that cannot be found out.
 */
export function createIdentifyCaller(
  dependencies: Dependencies,
): (credential: Credential) => Promise<IdentifiedCaller> {
  return async (credential) => {
    if (credential.kind === 'verified') return identified(dependencies, credential.claims);
    const { text } = credential;
    if (looksLikeKey(text)) return callerOfKey(dependencies, text);
    const verified = await dependencies.tokens.verify(text);
    return verified.outcome === 'refused' ? verified : identified(dependencies, verified.claims);
  };
}

async function identified(
  { grantsOf, log }: Pick<Dependencies, 'grantsOf' | 'log'>,
  { kind, id, name, roles, groups, lacksGroups }: TokenClaims,
): Promise<IdentifiedCaller> {
  const own = principalOf(kind, id);
  if (own === undefined) {
    return { outcome: 'refused', reason: 'The token is not valid for this API.', detail: 'It names nobody.' };
  }
  if (lacksGroups)
    log.info('A token had no room for its groups; their grants do not count.', { callerId: own });
  const principals = [own, ...groups.flatMap((group) => principalOf('group', group) ?? [])];
  const held = await Promise.all(principals.map((principal) => grantsOf(principal)));
  const grants = distinctGrants([...grantsOfAppRoles(roles), ...held.flat()]);
  return { outcome: 'identified', caller: { id: own, name, isIdentified: true, grants } };
}

async function callerOfKey(
  { findKey, hasDigest, clock }: Pick<Dependencies, 'findKey' | 'hasDigest' | 'clock'>,
  text: string,
): Promise<IdentifiedCaller> {
  const keyId = keyIdOf(text);
  if (keyId === undefined) return refusedKey('has not the form of one');
  const key = await findKey(keyId);
  if (key === undefined) return refusedKey(`'${keyId}' is not known`);
  if (!hasDigest(text, key.digest)) return refusedKey(`'${keyId}' has another secret`);
  if (key.expiresAt <= clock.now()) return refusedKey(`'${keyId}' has expired`, 'The API key has expired.');
  const { name, grants } = key;
  return {
    outcome: 'identified',
    caller: { id: `key:${keyId}`, name: `key:${name}`, isIdentified: true, grants },
  };
}

function refusedKey(detail: string, reason = KEY_REFUSED): IdentifiedCaller {
  return { outcome: 'refused', reason, detail: `The API key ${detail}.` };
}
