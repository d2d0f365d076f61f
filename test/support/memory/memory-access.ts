import type { GrantStore, PrincipalGrants } from '../../../shared/application/ports/grant-store.ts';
import type { KeyStore } from '../../../shared/application/ports/key-store.ts';
import type { RateStore, RateWindow } from '../../../shared/application/ports/rate-store.ts';
import type { RequestStore, StoredRequest } from '../../../shared/application/ports/request-store.ts';
import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import type { ApiKey } from '../../../shared/domain/access/api-key.ts';
import type { Principal } from '../../../shared/domain/access/principal.ts';
import { InvalidInput, VersionConflict } from '../../../shared/domain/errors.ts';

/** Values by name, each with a version that every write changes. */
class VersionedValues<V> {
  readonly #values = new Map<string, Versioned<V>>();
  #writes = 0;

  get(name: string): Versioned<V> | undefined {
    return this.#values.get(name);
  }

  create(name: string, value: V): string | undefined {
    return this.#values.has(name) ? undefined : this.#set(name, value);
  }

  save(name: string, value: V, ifVersion: string): string {
    this.#assertVersion(name, ifVersion);
    return this.#set(name, value);
  }

  remove(name: string, ifVersion: string): void {
    this.#assertVersion(name, ifVersion);
    this.#values.delete(name);
  }

  #set(name: string, value: V): string {
    this.#writes += 1;
    const version = `"a${this.#writes}"`;
    this.#values.set(name, { value: structuredClone(value), version });
    return version;
  }

  #assertVersion(name: string, ifVersion: string): void {
    if (this.#values.get(name)?.version !== ifVersion) throw new VersionConflict(name);
  }

  page({ limit, cursor = 'after:' }: PageRequest): Page<V> {
    if (!cursor.startsWith('after:')) {
      throw new InvalidInput('The cursor is not one that a page gave.', [
        { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
      ]);
    }
    const rest = [...this.#values]
      .filter(([name]) => name > cursor.slice('after:'.length))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const items = rest.slice(0, limit).map(([, { value }]) => value);
    const last = rest[limit - 1];
    return rest.length > limit && last !== undefined ? { items, nextCursor: `after:${last[0]}` } : { items };
  }
}

export class MemoryGrantStore implements GrantStore {
  readonly #grants = new VersionedValues<PrincipalGrants>();

  async get(principal: Principal): Promise<Versioned<PrincipalGrants> | undefined> {
    return this.#grants.get(principal);
  }

  async create(grants: PrincipalGrants): Promise<string | undefined> {
    return this.#grants.create(grants.principal, grants);
  }

  async save(grants: PrincipalGrants, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    return this.#grants.save(grants.principal, grants, ifVersion);
  }

  async remove(principal: Principal, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#grants.remove(principal, ifVersion);
  }

  async list(request: PageRequest): Promise<Page<PrincipalGrants>> {
    return this.#grants.page(request);
  }
}

export class MemoryKeyStore implements KeyStore {
  readonly #keys = new VersionedValues<ApiKey>();

  async get(keyId: string): Promise<ApiKey | undefined> {
    return this.#keys.get(keyId)?.value;
  }

  async create(key: ApiKey): Promise<'created' | 'already-exists'> {
    return this.#keys.create(key.keyId, key) === undefined ? 'already-exists' : 'created';
  }

  async remove(keyId: string): Promise<'removed' | 'not-found'> {
    const known = this.#keys.get(keyId);
    if (known === undefined) return 'not-found';
    this.#keys.remove(keyId, known.version);
    return 'removed';
  }

  async list(request: PageRequest): Promise<Page<ApiKey>> {
    return this.#keys.page(request);
  }
}

export class MemoryRequestStore implements RequestStore {
  readonly #requests = new VersionedValues<StoredRequest>();

  async get(id: string): Promise<Versioned<StoredRequest> | undefined> {
    return this.#requests.get(id);
  }

  async create(request: StoredRequest): Promise<string | undefined> {
    return this.#requests.create(request.id, request);
  }

  async save(request: StoredRequest, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    return this.#requests.save(request.id, request, ifVersion);
  }

  async remove(id: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#requests.remove(id, ifVersion);
  }
}

export class MemoryRateStore implements RateStore {
  readonly #taken = new Map<string, number>();
  /** How often a share was asked for. */
  asked = 0;

  async take(
    { callerId, startsAt }: RateWindow,
    { share, limit }: { readonly share: number; readonly limit: number },
  ): Promise<number> {
    this.asked += 1;
    const name = `${callerId} ${startsAt}`;
    const taken = this.#taken.get(name) ?? 0;
    const amount = Math.max(0, Math.min(share, limit - taken));
    this.#taken.set(name, taken + amount);
    return amount;
  }
}
