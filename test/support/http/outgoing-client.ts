import {
  NodeOutgoingHttp,
  type OutgoingHttpOptions,
} from '../../../shared/adapters/http/node-outgoing-http.ts';
import {
  OutgoingFault,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../../shared/application/ports/outgoing-http.ts';

/** Times of different lengths, so that each can be ended by hand; long enough to hold when they are real. */
export const HEAD_MS = 20_001;
export const IDLE_MS = 20_002;
export const TOTAL_MS = 20_003;

/** The client as an app has it that may call servers on this machine. */
export function localClient(options: Partial<OutgoingHttpOptions> = {}): NodeOutgoingHttp {
  return new NodeOutgoingHttp({
    allowedPrivateRanges: ['127.0.0.0/8', '::1/128'],
    allowedPorts: [443],
    identityPorts: [],
    ...options,
  });
}

export function get(url: string, differing: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    ...{ method: 'GET', url, maxBytes: 1_000_000 },
    ...{ headTimeoutMs: HEAD_MS, idleTimeoutMs: IDLE_MS, totalTimeoutMs: TOTAL_MS },
    ...differing,
  };
}

export function post(url: string, body: string, differing: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return get(url, { method: 'POST', body, ...differing });
}

export async function readText({ body }: Pick<OutgoingResponse, 'body'>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString('utf8');
}

/** The fault that something ends with. Throws when it ends otherwise. */
export async function faultOf(outcome: Promise<unknown>): Promise<OutgoingFault> {
  const result = await outcome.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in result && result.error instanceof OutgoingFault) return result.error;
  throw new Error('There was no OutgoingFault.', { cause: result });
}
