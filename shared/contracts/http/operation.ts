import { z } from 'zod';
import type { Role } from '../../domain/access/role.ts';
import type { ProblemType } from './problem.ts';

/*
 * What one operation of the HTTP API takes, answers and asks of its caller. The routes, the checks of a request, the
 * table of who may do what, the OpenAPI document and the reference are all made from these.
 */

/** What has a value stream: whoever may not see that gets 404, as if it were not there. */
export type OwnedThing = 'job' | 'run' | 'model' | 'lock' | 'alert-rule' | 'incident' | 'fleet' | 'template';

/**
 * Who may call. `anyone`: also without saying who they are, unless the operation `asksWho`: then whatever they may do. `any`: the role in any value stream will do, and the
 * handler narrows what it gives to the caller's. `all`: the role in all value streams. Else the role in the value
 * stream of what the path names; with `mayBeNew` also while that is not there.
 */
export type Access =
  | { readonly role: 'anyone'; readonly asksWho?: true }
  | { readonly role: Role; readonly of: 'any' | 'all' | OwnedThing; readonly mayBeNew?: true };

/** How a request's body is read. A stream is the handler's to read, within the limit. */
export type BodyContract<B> = {
  /** What the handler gets of it: of no body and of a stream nothing. */
  readonly schema: z.ZodType<B>;
} & (
  | { readonly kind: 'none' }
  | {
      readonly kind: 'json';
      /** What the body looks like where `schema` cannot tell, for the document. */
      readonly documented?: z.ZodType;
      /** In place of `application/json`. */
      readonly contentTypes?: readonly string[];
      readonly maxBytes?: number;
      /** The value streams that the body names: the caller needs the operation's role in each. */
      streamsOf?(body: B): readonly string[];
      /** No body at all is taken for `{}`. */
      readonly isOptional?: true;
    }
  | {
      readonly kind: 'stream';
      readonly documented: z.ZodType;
      readonly contentTypes: readonly string[];
      readonly maxBytes: number;
    }
);

const nothing = z.unknown().transform(() => undefined);

/** A path without parameters. */
export const NO_PARAMS = z.object({});

/** No query: a parameter is a fault. */
export const NO_QUERY = z.strictObject({});

/** No body: one that is sent is not read. */
export const NO_BODY: BodyContract<undefined> = { kind: 'none', schema: nothing };

/** A JSON body. */
export function jsonBody<B>(
  schema: z.ZodType<B>,
  options: Partial<Omit<Extract<BodyContract<B>, { readonly kind: 'json' }>, 'kind' | 'schema'>> = {},
): BodyContract<B> {
  return { kind: 'json', schema, ...options };
}

/** A body that the handler reads as it comes. */
export function streamBody(
  options: Omit<Extract<BodyContract<undefined>, { readonly kind: 'stream' }>, 'kind' | 'schema'>,
): BodyContract<undefined> {
  return { kind: 'stream', schema: nothing, ...options };
}

export interface AnswerContract {
  readonly description: string;
  /** Absent: without a body. */
  readonly schema?: z.ZodType;
  /** What the body comes as; `application/json` unless named. */
  readonly contentTypes?: readonly string[];
  readonly headers?: readonly ('etag' | 'location' | 'link')[];
}

/** One request with its answer, as the reference shows it. */
export interface OperationExample {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
}

export interface OperationContract<P, Q, B> {
  /** Also the name of the Azure function; never renamed. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api`, as in `/jobs/{jobId}`. */
  readonly path: `/${string}`;
  /** The group that it stands in. */
  readonly tag: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** The path's parameters. Faulty ones name nothing, which is 404; where something is made under them it is 400. */
  readonly params: z.ZodType<P>;
  readonly query: z.ZodType<Q>;
  readonly body: BodyContract<B>;
  /** Whether `If-Match` counts. */
  readonly ifMatch?: 'required' | 'optional';
  /**
   * Whether an Idempotency-Key counts: `stored`: the answer is kept and given again; `own`: the operation itself knows
   * a repeated request. Absent: it changes nothing, or its method is idempotent.
   */
  readonly idempotency?: 'stored' | 'own';
  /** Further headers that it looks at, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<number, AnswerContract>>;
  /** Which problems it has beside those that every operation may have. */
  readonly problems?: readonly ProblemType[];
  readonly example?: OperationExample;
}

/** A contract whose types are known only to its handler. */
export type AnyOperationContract = OperationContract<unknown, unknown, unknown>;

/** Has the types of a contract inferred from its schemas. */
export function operationContract<P, Q, B>(contract: OperationContract<P, Q, B>): OperationContract<P, Q, B> {
  return contract;
}
