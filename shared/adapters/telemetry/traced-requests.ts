import type { ApiRequest, RequestScope } from '../../application/ports/request-scope.ts';
import { readTraceParent } from './trace-parent.ts';
import type { SpanStart, Tracer } from './tracer.ts';

/** The spans of requests to the API: each goes on from its caller's trace, or begins one. */
export class TracedRequests implements RequestScope {
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  async within<T extends { readonly status?: number }>(
    { operationId, method, route, headers }: ApiRequest,
    answer: () => Promise<T>,
  ): Promise<T> {
    const parent = this.#tracer.continued(readTraceParent(headers.get('traceparent')));
    const start: SpanStart = {
      ...{ name: `${method} ${route}`, kind: 'server' },
      ...(parent === undefined ? {} : { parent }),
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'evenkeel.operation.id': operationId,
      },
    };
    return this.#tracer.within(start, async (span) => {
      const answered = await answer();
      const { status = 200 } = answered;
      span.set({ 'http.response.status_code': status });
      // A refusal is the caller's failure, not the server's.
      if (status >= 500) span.fail({ type: String(status), message: `It was answered ${status}.` });
      return answered;
    });
  }
}
