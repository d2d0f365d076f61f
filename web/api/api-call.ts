/** What is sent with a call of an operation. */
export interface ApiCall {
  readonly path?: Readonly<Record<string, string>>;
  /** What is undefined or empty is left out; a list is sent with commas between. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON, or as it is when `contentType` says something else. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** The version that is to be changed; `*`: whichever there is. */
  readonly ifMatch?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly abortSignal?: AbortSignal;
}

export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** An answer with what its headers say. */
export interface ApiAnswer<T> {
  readonly status: number;
  /** Null where the operation answers nothing. */
  readonly body: T | null;
  /** The version that was read or made; send it as `ifMatch`. */
  readonly etag: string | undefined;
  readonly location: string | undefined;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}
