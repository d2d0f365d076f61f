/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

interface NamedSecret {
  readonly secret: string;
}

/** A text with placeholders, or the name of a secret. */
export type GivenValue = string | NamedSecret;

export const WEBHOOK_METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'] as const;
export type WebhookMethod = (typeof WEBHOOK_METHODS)[number];

/** What is sent, placeholders not yet filled in; in JSON an object `{ "secret": "<name>" }` stands for the secret. */
export type WebhookBody =
  | { readonly json: Json }
  | { readonly text: string; readonly contentType: string }
  | { readonly form: Readonly<Record<string, string>> };

/** `answer`: the work is done when the call is answered. */
export const COMPLETIONS = ['answer', 'poll', 'callback'] as const;
export type Completion = (typeof COMPLETIONS)[number];

/** What follows when nobody knows whether a call was carried out. */
export const UNANSWERED = ['repeat', 'fail'] as const;
export type Unanswered = (typeof UNANSWERED)[number];

export const IDEMPOTENCY_POLICIES = ['until-answered', 'attempt', 'none'] as const;
export type IdempotencyPolicy = (typeof IDEMPOTENCY_POLICIES)[number];

/** Which values of a field of JSON say how the work stands. */
export interface StateRule {
  /** An RFC 6901 pointer. */
  readonly field: string;
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  /** Absent: every other value, and none, says that it goes on. */
  readonly going?: readonly string[];
}

export interface PollRule {
  /** Where the address is told: `location`, or the pointer of a field of the answer's JSON. */
  readonly urlFrom: string;
  readonly intervalSeconds: number;
  readonly backoffCoefficient: number;
  readonly maxIntervalSeconds: number;
  /** What becomes of the work when the run is cancelled or out of time. */
  readonly onCancel: 'nothing' | 'delete';
}

/** What tells a receiver where to call back, beside the placeholder `{callbackUrl}`. */
export const CALLBACK_HEADER = 'evenkeel-callback-url';

/** One call of an HTTP service, and how it is known that its work is done. */
export interface WebhookTask {
  readonly url: string;
  readonly method: WebhookMethod;
  readonly query: Readonly<Record<string, GivenValue>>;
  readonly headers: Readonly<Record<string, GivenValue>>;
  /** Absent: with POST, PUT and PATCH the names of the run and its data interval as JSON, else nothing. */
  readonly body?: WebhookBody;
  /** Signed with both while one replaces the other: a receiver takes a signature by either. */
  readonly signing?: NamedSecret & { readonly previous?: NamedSecret };
  /** `200` or `200-299`. */
  readonly expectedStatuses: readonly string[];
  /** Until the answer has begun. */
  readonly answerSeconds: number;
  readonly tries: {
    readonly maxTries: number;
    readonly initialDelaySeconds: number;
    readonly backoffCoefficient: number;
    readonly maxDelaySeconds: number;
  };
  readonly unanswered: Unanswered;
  readonly idempotencyKey: IdempotencyPolicy;
  readonly completion: Completion;
  readonly poll: PollRule;
  readonly state?: StateRule;
  /** An RFC 6901 pointer into the JSON that ends the work: what is kept of it. */
  readonly outputField: string;
  readonly timeZone?: string;
}

/** The host of a task's address: what people are told of it. Paths and queries may hold secrets. */
export function hostOf({ url }: Pick<WebhookTask, 'url'>): string {
  return URL.parse(url)?.host ?? 'the address';
}
