import type { ApiKey } from '../../domain/access/api-key.ts';
import type { Page, PageRequest } from './versioned.ts';

/** Holds the API keys. Every method may throw Unavailable. */
export interface KeyStore {
  get(keyId: string): Promise<ApiKey | undefined>;

  /** Stores a key whose id is free. */
  create(key: ApiKey): Promise<'created' | 'already-exists'>;

  /** Removes a key; `not-found` when it is gone. */
  remove(keyId: string): Promise<'removed' | 'not-found'>;

  /** In order of id. */
  list(request: PageRequest): Promise<Page<ApiKey>>;
}
