export type OutgoingMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call to an address that a user gave. Instances of time are told in milliseconds from the call of `send`. */
export interface OutgoingRequest {
  readonly method: OutgoingMethod;
  readonly url: string;
  /** Sent to the origin of `url` only. Those that rule the connection (`host`, `content-length` …) may not be given. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of all methods but GET. */
  readonly body?: string;
  /** Until the answer's head is there, redirects and name resolution included. */
  readonly headTimeoutMs: number;
  /** Longest pause between two pieces of the body; the reader's own pauses do not count. */
  readonly idleTimeoutMs: number;
  /** Whole exchange, head and body, the reader's own pauses included: a body that trickles ends here. */
  readonly totalTimeoutMs: number;
  /** Of the body, as it comes: an encoded (compressed) answer is refused. */
  readonly maxBytes: number;
  /**
   * How many redirects are followed, 0 to 10. Default 3: report servers hand a download over to their storage, by a
   * hop or two; each hop is checked like the first. One more than allowed is a fault, not an answer.
   */
  readonly maxRedirects?: number;
  /** Ends the exchange at any time, also while the body is read. */
  readonly signal?: AbortSignal;
}

export interface OutgoingResponse {
  readonly status: number;
  /** Lower-case names; the values of a name that came several times are joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** May be iterated once; leaving the loop early closes the connection. Throws OutgoingFault. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection without reading on. */
  discard(): void;
}

export type OutgoingFaultReason =
  | 'address-refused'
  | 'name-not-found'
  | 'connection-failed'
  | 'timed-out'
  | 'too-slow'
  | 'too-large'
  | 'truncated'
  | 'too-many-redirects'
  | 'encoding-refused'
  | 'bad-url';

/**
 * Thrown when an outgoing call got no answer, or not the whole of it, or was not allowed to be made. Its message names the
 * host at most: paths and queries may hold secrets, and nothing of the answer is told.
 */
export class OutgoingFault extends Error {
  override readonly name = 'OutgoingFault';
  readonly reason: OutgoingFaultReason;
  /** Whether the same call may succeed later. A POST that is called off may have been carried out all the same. */
  readonly isTransient: boolean;
  /**
   * Whether some of the request may have gone out to the server that was to answer it: then it may have been carried out.
   * A server that answered with a redirect has not carried it out.
   */
  readonly wasSent: boolean;

  constructor(
    reason: OutgoingFaultReason,
    message: string,
    options: ErrorOptions & { readonly isTransient?: boolean; readonly wasSent?: boolean } = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.isTransient = options.isTransient ?? TRANSIENT.has(reason);
    this.wasSent = options.wasSent ?? !BEFORE_SENDING.has(reason);
  }
}

const TRANSIENT: ReadonlySet<OutgoingFaultReason> = new Set([
  'connection-failed',
  'timed-out',
  'too-slow',
  'truncated',
]);

/** Found before anything is sent to an address. */
const BEFORE_SENDING: ReadonlySet<OutgoingFaultReason> = new Set([
  'address-refused',
  'bad-url',
  'name-not-found',
  'too-many-redirects',
]);

/**
 * The only way to an address that a user gave. It reaches public addresses by https, and private ones where the settings
 * allow their range. Nothing is repeated: a call is made once.
 */
export interface OutgoingHttp {
  /**
   * Gives the answer of whatever status, redirects followed, as soon as its head is there. The caller reads its body
   * or discards it; one that is left lying is closed after `totalTimeoutMs`.
   *
   * @throws OutgoingFault; InvalidInput when headers, times or sizes of the request cannot be used; the signal's reason.
   */
  send(request: OutgoingRequest): Promise<OutgoingResponse>;
}
