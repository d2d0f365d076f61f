import type { FunctionInput, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { ExpectedVersions } from '../../../shared/application/save-calendar.ts';
import type { AnyOperationContract } from '../../../shared/contracts/http/operation.ts';
import type { Actor } from '../../../shared/domain/access/actor.ts';
import type { Caller } from '../../../shared/domain/access/caller.ts';
import type { Gate } from './gate.ts';

/** A call of an operation, checked as its contract says. */
export interface Call<P, Q, B> {
  readonly path: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  /** Of the operations whose body is a stream. */
  readonly stream: BodyStream;
  readonly ifMatch: ExpectedVersions;
  readonly idempotencyKey: string | undefined;
  /** Why the change is made, in the words of the header `Change-Reason`. */
  readonly reason: string | undefined;
  readonly headers: ReadableHeaders;
  readonly url: string;
  readonly context: InvocationContext;
  /**
   * Who makes the change: the caller, or, where nobody has to say who they are, who the body says. Throws InvalidInput
   * when an identified caller's body names somebody else.
   */
  readonly author: (said?: string) => string;
  /** The same with the reason: of the body, or of the header. */
  readonly actor: (said?: { readonly author?: string; readonly reason?: string }) => Actor;
  /** Has another operation done for the same caller, with all its checks. */
  perform(
    other: Operation,
    part: Pick<RawCall, 'params' | 'query' | 'headers' | 'body'>,
  ): Promise<HttpResponseInit>;
}

export interface ReadableHeaders {
  get(name: string): string | null;
}

/** A body as it comes. Throws UnreadableBody where it is longer than the operation takes. */
export interface BodyStream {
  readonly contentType: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A call before anything of it is checked, but for who makes it. */
export interface RawCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: ReadableHeaders;
  readonly url: string;
  readonly body: RawBody;
  readonly caller: Caller;
  readonly context: InvocationContext;
}

/** Of a request to this very operation, or what another way in has read already. */
export type RawBody =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  | { readonly kind: 'value'; readonly value: unknown };

/** An operation: its contract, and what does it. */
export interface Operation {
  readonly contract: AnyOperationContract;
  readonly extraInputs: readonly FunctionInput[];
  /** Checks the call, has it done, and answers; throws nothing but what is a fault of ours. */
  perform(call: RawCall, gate: Gate): Promise<HttpResponseInit>;
}
