/** A stored value with the version that a conditional write has to name. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: string;
}

export interface PageRequest {
  /** At most this many items, at least 1. */
  readonly limit: number;
  /** `nextCursor` of the page before; InvalidInput when it is none. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Present while there may be more. */
  readonly nextCursor?: string;
}
