import type { Clock } from '../../../shared/application/ports/environment.ts';
import {
  OutgoingFault,
  type OutgoingFaultReason,
  type OutgoingHttp,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../../shared/application/ports/outgoing-http.ts';

/** One answer of a server; the body comes in the pieces that are given. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | readonly (string | Uint8Array)[];
  /** What the body ends with in place of its end. */
  readonly fault?: OutgoingFaultReason;
  /** Called before each piece. */
  readonly onPiece?: (index: number) => void | Promise<void>;
}

/** An answer, or what the call fails with. */
export type Script =
  ScriptedAnswer | Error | ((request: OutgoingRequest) => ScriptedAnswer | Promise<ScriptedAnswer>);

export function fault(
  reason: OutgoingFaultReason,
  options: { readonly wasSent?: boolean } = {},
): OutgoingFault {
  return new OutgoingFault(reason, `It was ${reason}.`, options);
}

export const CSV_REPORT = 'id,amount\n1,10\n2,20\n';
export const NOT_READY = 'report is not ready';

interface Request {
  readonly madeAt: number;
  wasGiven: boolean;
}

/**
 * A report server in memory. Asked for a report it takes the request and has one in flight until it is made; what it
 * answers can be scripted, for the next calls of either kind.
 */
export class MemoryReportServer implements OutgoingHttp {
  readonly requests: OutgoingRequest[] = [];
  readonly fetches: OutgoingRequest[] = [];
  /** Answers of the next requests and fetches, in order; when there are none, it answers as it should. */
  readonly nextRequests: Script[] = [];
  readonly nextFetches: Script[] = [];
  /** How long it takes to make a report. */
  makingMs = 0;
  report = CSV_REPORT;
  /** Whether a report is kept after it was given. */
  keepsReports = true;
  readonly #clock: Clock;
  readonly #taken = new Map<string, Request>();
  #open = 0;
  #worstOverlap = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The most requests that were in flight at once. */
  get worstOverlap(): number {
    return this.#worstOverlap;
  }

  /** Responses that were neither read to their end nor closed. */
  get openResponses(): number {
    return this.#open;
  }

  async send(request: OutgoingRequest): Promise<OutgoingResponse> {
    request.signal?.throwIfAborted();
    const isRequest = request.url.includes('/request_report');
    (isRequest ? this.requests : this.fetches).push(request);
    const script = isRequest ? this.nextRequests.shift() : this.nextFetches.shift();
    if (script instanceof Error) throw script;
    const usual = (): ScriptedAnswer => (isRequest ? this.#takeRequest() : this.#give(ticketOf(request)));
    const answer = typeof script === 'function' ? await script(request) : (script ?? usual());
    return this.#respond(answer, request.signal);
  }

  /** Takes a request, whatever becomes of the answer. */
  take(): string {
    const now = this.#clock.now();
    const ticket = `t${this.#taken.size + 1}`;
    this.#taken.set(ticket, { madeAt: now + this.makingMs, wasGiven: false });
    const inFlight = [...this.#taken.values()].filter(({ madeAt }) => madeAt > now).length;
    this.#worstOverlap = Math.max(this.#worstOverlap, inFlight);
    return ticket;
  }

  #takeRequest(): ScriptedAnswer {
    return { headers: { 'content-type': 'text/plain' }, body: this.take() };
  }

  #give(ticket: string): ScriptedAnswer {
    const request = this.#taken.get(ticket);
    if (request === undefined || (request.wasGiven && !this.keepsReports)) return { status: 410 };
    if (this.#clock.now() < request.madeAt) {
      return { headers: { 'content-type': 'text/plain' }, body: `${NOT_READY}\n` };
    }
    request.wasGiven = true;
    return { headers: { 'content-type': 'text/csv; charset=utf-8' }, body: this.report };
  }

  #respond(answer: ScriptedAnswer, signal: AbortSignal | undefined): OutgoingResponse {
    this.#open += 1;
    let isOpen = true;
    const close = (): void => {
      if (isOpen) this.#open -= 1;
      isOpen = false;
    };
    return {
      status: answer.status ?? 200,
      headers: answer.headers ?? { 'content-type': 'text/csv' },
      body: piecesOf(answer, signal, close),
      discard: close,
    };
  }
}

async function* piecesOf(
  { body = '', fault: reason, onPiece }: ScriptedAnswer,
  signal: AbortSignal | undefined,
  close: () => void,
): AsyncGenerator<Uint8Array> {
  const pieces = typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
  try {
    for (const [index, piece] of pieces.entries()) {
      await onPiece?.(index);
      signal?.throwIfAborted();
      const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
      if (bytes.length > 0) yield bytes;
    }
    if (reason !== undefined) throw fault(reason);
  } finally {
    close();
  }
}

function ticketOf({ url }: OutgoingRequest): string {
  return decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
}
