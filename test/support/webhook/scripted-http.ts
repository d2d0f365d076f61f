import {
  OutgoingFault,
  type OutgoingFaultReason,
  type OutgoingHttp,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../../shared/application/ports/outgoing-http.ts';

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is no text goes as JSON. */
  readonly body?: unknown;
  /** What the body ends with in place of its end. */
  readonly breaksOff?: true;
}

export type Script =
  ScriptedAnswer | Error | ((request: OutgoingRequest) => Promise<ScriptedAnswer> | ScriptedAnswer);

/** A call that failed, of which some may have gone out. */
export function fault(reason: OutgoingFaultReason, wasSent?: boolean): OutgoingFault {
  return new OutgoingFault(reason, `It was ${reason}.`, wasSent === undefined ? {} : { wasSent });
}

/** Answers calls one after the other, the last one again and again; keeps what was asked. */
export class ScriptedHttp implements OutgoingHttp {
  readonly requests: OutgoingRequest[] = [];
  #scripts: readonly Script[];
  #count = 0;

  constructor(...scripts: readonly Script[]) {
    this.#scripts = scripts;
  }

  script(...scripts: readonly Script[]): void {
    this.#scripts = scripts;
    this.#count = 0;
  }

  async send(request: OutgoingRequest): Promise<OutgoingResponse> {
    this.requests.push(request);
    const script = this.#scripts[Math.min(this.#count, this.#scripts.length - 1)];
    this.#count += 1;
    if (script === undefined) throw new Error('Nothing was to be called.');
    if (script instanceof Error) throw script;
    const {
      status,
      headers = {},
      body = '',
      breaksOff,
    } = typeof script === 'function' ? await script(request) : script;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return {
      ...{ status, headers, discard: () => undefined },
      body: (async function* () {
        yield new TextEncoder().encode(text);
        if (breaksOff === true) throw fault('truncated');
      })(),
    };
  }
}
