import type { HttpRequest } from '@azure/functions';
import type { Caller } from '../../../shared/domain/access/caller.ts';
import type { OwnedThing } from '../../../shared/contracts/http/operation.ts';

/** Who calls, or why that cannot be believed (for the caller to read; never tells what would be believed). */
export type Identification =
  | { readonly outcome: 'identified'; readonly caller: Caller }
  | { readonly outcome: 'refused'; readonly reason: string };

/** Whether the caller may go on at the moment. */
export type Admission =
  { readonly outcome: 'admitted' } | { readonly outcome: 'refused'; readonly retryAfterSeconds: number };

/** An answer that is kept for a repeated request. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface KeyedRequest {
  readonly callerId: string;
  readonly operationId: string;
  readonly key: string;
  /** What is asked for, in one text: the path, the query and the body. */
  readonly content: string;
}

/** What became of a request under an Idempotency-Key. */
export type KeyedOutcome =
  | { readonly outcome: 'answered'; readonly answer: KeptAnswer; readonly isRepeated: boolean }
  /** The key came with another request before. */
  | { readonly outcome: 'key-reused' }
  | { readonly outcome: 'in-progress'; readonly retryAfterSeconds: number };

/** What stands before every operation. Every method may throw Unavailable. */
export interface Gate {
  identify(request: HttpRequest): Promise<Identification>;

  /** Counts a request of the caller's. */
  admit(caller: Caller): Promise<Admission>;

  /** The value stream of a thing; undefined: there is no such thing. */
  streamOf(thing: OwnedThing, params: Readonly<Record<string, string>>): Promise<string | undefined>;

  /** Has the work done once for a key; answers of 5xx are not kept. */
  once(request: KeyedRequest, work: () => Promise<KeptAnswer>): Promise<KeyedOutcome>;

  /** Notes that a caller was refused. */
  noteRefusal(caller: Caller | undefined, operationId: string, reason: string): void;
}
