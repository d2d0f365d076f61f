/** One fault of an input: where (an RFC 6901 JSON pointer, `''` for the whole) and what to do about it. */
export interface Issue {
  readonly pointer: string;
  readonly message: string;
}

/** Thrown when a caller's input cannot be accepted; carries every fault found, not only the first. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[], options?: ErrorOptions) {
    super(message, options);
    this.issues = issues;
  }
}

/** Thrown when the thing that was named does not exist. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  readonly what: string;
  readonly id: string;

  constructor(what: string, id: string, options?: ErrorOptions) {
    super(`There is no ${what} '${id}'.`, options);
    this.what = what;
    this.id = id;
  }
}

/** Thrown when what was read has been changed by someone else before the write. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  readonly id: string;

  constructor(id: string, options?: ErrorOptions) {
    super(`'${id}' was changed by someone else meanwhile; read it again and repeat the change.`, options);
    this.id = id;
  }
}

/** Thrown when a service did not answer or asked to wait; the same call may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
