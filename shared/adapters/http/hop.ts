import {
  OutgoingFault,
  type OutgoingMethod,
  type OutgoingRequest,
} from '../../application/ports/outgoing-http.ts';
import { parseUrl } from './parse-url.ts';

/** One request of an exchange: the caller's, or one that a redirect asks for. */
export interface Hop {
  readonly method: OutgoingMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export function firstHop({ method, url, headers = {}, body }: OutgoingRequest): Hop {
  return { method, url: parseUrl(url), headers, body };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The hop that an answer asks for; undefined when it is the answer itself. As RFC 9110 section 15.4 and the fetch standard
 * have it, but stricter: all headers of the caller, not only those known for credentials, stay with their origin, and a
 * body does not leave it.
 *
 * @throws OutgoingFault `bad-url` when the redirect may not be followed.
 */
export function nextHop(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = parseUrl(toText(location), hop.url);
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new OutgoingFault('bad-url', `${hop.url.host} redirects from https to http.`);
  }
  const staysWithOrigin = url.origin === hop.url.origin;
  if (hop.method === 'GET' || becomesGet(hop.method, status)) {
    const headers = staysWithOrigin ? withoutBody(hop) : {};
    return { method: 'GET', url, headers, body: undefined };
  }
  if (staysWithOrigin) return { ...hop, url };
  throw new OutgoingFault('bad-url', `${hop.url.host} redirects a ${hop.method} to another origin.`);
}

/** 303 says so; 301 and 302 mean it for a POST alone, as RFC 9110 (15.4.2, 15.4.3) lets clients take them. */
function becomesGet(method: OutgoingMethod, status: number): boolean {
  return status === 303 || (method === 'POST' && status < 307);
}

/** Node gives header bytes as Latin-1; a location outside of ASCII is UTF-8 in practice. */
function toText(header: string): string {
  return Buffer.from(header, 'latin1').toString('utf8');
}

function withoutBody({ method, headers }: Hop): Readonly<Record<string, string>> {
  if (method === 'GET') return headers;
  const kept = Object.entries(headers).filter(([name]) => !name.toLowerCase().startsWith('content-'));
  return Object.fromEntries(kept);
}
