import type { Versioned } from './versioned.ts';

/** An answer that is kept for a repeated request. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request under an idempotency key. */
export interface StoredRequest {
  /** Follows from caller, operation and key; letters and digits. */
  readonly id: string;
  /** Digest of what was asked for. */
  readonly content: string;
  /** Epoch ms; when it was last begun. */
  readonly begunAt: number;
  /** Absent while it is worked at. */
  readonly answer?: StoredAnswer;
}

/** Holds what came under idempotency keys, for a day from the last write. Every method may throw Unavailable. */
export interface RequestStore {
  get(id: string): Promise<Versioned<StoredRequest> | undefined>;

  /** Stores a request whose id is free and gives its version; of several at once exactly one gets one. */
  create(request: StoredRequest): Promise<string | undefined>;

  /** Replaces it and gives its new version. Throws VersionConflict when it is not at `ifVersion`. */
  save(request: StoredRequest, condition: { readonly ifVersion: string }): Promise<string>;

  /** Removes it. Throws VersionConflict when it is gone or not at `ifVersion`. */
  remove(id: string, condition: { readonly ifVersion: string }): Promise<void>;
}
