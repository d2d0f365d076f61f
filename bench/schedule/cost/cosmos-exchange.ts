import type { HttpExchange } from './http-relay.ts';

/** What a request for documents came to. */
export function kindOf({
  status,
  requestHeaders,
}: Pick<HttpExchange, 'status' | 'requestHeaders'>): 'answered' | 'refused' | 'queryPlans' {
  if ('x-ms-cosmos-is-query-plan-request' in requestHeaders) return 'queryPlans';
  return status < 400 ? 'answered' : 'refused';
}

/** Request units, as the service says on every answer. */
export function chargeOf({ responseHeaders }: Pick<HttpExchange, 'responseHeaders'>): number {
  return Number(responseHeaders['x-ms-request-charge'] ?? 0);
}
