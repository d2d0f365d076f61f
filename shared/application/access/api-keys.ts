import type { Actor } from '../../domain/access/actor.ts';
import { keyText, type ApiKey } from '../../domain/access/api-key.ts';
import { may, type Caller, type Grant } from '../../domain/access/caller.ts';
import { distinctGrants } from '../../domain/access/grant.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AuditedState } from '../ports/audit-log.ts';
import type { Clock } from '../ports/environment.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Page, PageRequest } from '../ports/versioned.ts';

interface Dependencies {
  readonly keys: KeyStore;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  /** SHA-256, hexadecimal. */
  readonly digest: (text: string) => string;
  readonly randomKeyId: () => string;
  /** 256 random bits in base64url. */
  readonly randomSecret: () => string;
  /** What this instance remembers of the key is out of date. */
  readonly forget: (keyId: string) => void;
}

export interface KeyRequest {
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface CreatedKey {
  readonly key: ApiKey;
  /** The only time that it is known: what is kept is its digest. */
  readonly text: string;
}

/** Makes a key. Whether the caller may give these grants has been checked. */
export function createCreateKey(
  dependencies: Dependencies,
): (request: KeyRequest, actor: Actor) => Promise<CreatedKey> {
  const { keys, auditedChange, clock, digest, randomKeyId, randomSecret, forget } = dependencies;
  return async ({ name, grants, expiresAt }, actor) => {
    const keyId = randomKeyId();
    const text = keyText(keyId, randomSecret());
    const key: ApiKey = {
      ...{ keyId, name, grants: distinctGrants(grants), expiresAt },
      ...{ createdAt: clock.now(), createdBy: actor.author, digest: digest(text) },
    };
    const asked = { subject: subjectOf(keyId), changeId: 'create', action: 'create', actor };
    const { result: created } = await auditedChange(asked, async () => {
      const result = await keys.create(key);
      if (result === 'already-exists') return { result, outcome: 'refused' };
      return { result, outcome: 'done', after: stateOf(key) };
    });
    // 64 random bits that somebody else had by chance: never, while the generator works.
    if (created === 'already-exists') throw new Error(`The random key id '${keyId}' is taken.`);
    forget(keyId);
    return { key, text };
  };
}

/** Revokes a key that the caller may see. Other instances know within the time that they remember keys for. */
export function createRevokeKey(
  dependencies: Dependencies,
): (keyId: string, caller: Caller, actor: Actor) => Promise<'revoked' | 'not-found'> {
  const { keys, auditedChange, forget } = dependencies;
  return async (keyId, caller, actor) => {
    const key = await keys.get(keyId);
    if (key === undefined || !mayManage(caller, key)) return 'not-found';
    // An id is given once, so that a key is revoked once, however often that is asked for.
    const asked = { subject: subjectOf(keyId), changeId: 'revoke', action: 'revoke', actor };
    const { result: removed } = await auditedChange({ ...asked, before: stateOf(key) }, async () => ({
      result: await keys.remove(keyId),
      outcome: 'done',
    }));
    forget(keyId);
    return removed === 'removed' ? 'revoked' : 'not-found';
  };
}

/** Lists the keys that the caller may manage; a page can have fewer of them than it may, and still not be the last. */
export function createListKeys({
  keys,
}: Pick<Dependencies, 'keys'>): (caller: Caller, request: PageRequest) => Promise<Page<ApiKey>> {
  return async (caller, request) => {
    const { items, ...rest } = await keys.list(request);
    return { items: items.filter((key) => mayManage(caller, key)), ...rest };
  };
}

/** Who could have made a key may see and revoke it: an administrator of all the value streams that it is for. */
function mayManage(caller: Caller, { grants }: ApiKey): boolean {
  return grants.every(({ valueStream }) => may(caller, 'admin', valueStream));
}

function subjectOf(keyId: string): string {
  return `key:${keyId}`;
}

function stateOf({ name, grants, expiresAt }: ApiKey): AuditedState {
  return { name, grants, expiresAt: new Date(expiresAt).toISOString() };
}
