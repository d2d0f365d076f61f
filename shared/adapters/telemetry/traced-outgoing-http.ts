import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../application/ports/outgoing-http.ts';
import type { Tracer } from './tracer.ts';

/**
 * The spans of calls to addresses that users gave, each until the head of its answer is there. Of the address only the host
 * is told: paths and queries may hold secrets.
 */
export class TracedOutgoingHttp implements OutgoingHttp {
  readonly #http: OutgoingHttp;
  readonly #tracer: Tracer;

  constructor(http: OutgoingHttp, tracer: Tracer) {
    this.#http = http;
    this.#tracer = tracer;
  }

  async send(request: OutgoingRequest): Promise<OutgoingResponse> {
    if (this.#tracer.activeSpan === undefined) return this.#http.send(request);
    const { method } = request;
    const attributes = { 'http.request.method': method, ...addressOf(request.url) };
    return this.#tracer.within({ name: method, kind: 'client', attributes }, async (span) => {
      try {
        const response = await this.#http.send(request);
        const { status } = response;
        span.set({ 'http.response.status_code': status });
        if (status >= 400) span.fail({ type: String(status), message: `It was answered ${status}.` });
        return response;
      } catch (error) {
        if (error instanceof OutgoingFault) span.fail({ type: error.reason, message: error.message });
        throw error;
      }
    });
  }
}

function addressOf(address: string): Readonly<Record<string, string | number | undefined>> {
  const url = URL.parse(address);
  if (url === null) return {};
  const { hostname, port, protocol } = url;
  return {
    'server.address': hostname,
    'server.port': port === '' ? undefined : Number(port),
    'url.scheme': protocol.slice(0, -1),
  };
}
