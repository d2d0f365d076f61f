import type { HttpRequest, HttpResponseInit } from '@azure/functions';

/** Headers that say how an answer may be used. */
export interface AnswerRules {
  /** Pages of these origins may read answers; each in full, such as `https://ui.example.com`. */
  readonly allowedOrigins: readonly string[];
}

/** What a page may read besides the few headers that it always may. */
const EXPOSED = 'ETag, Location, Link, Retry-After, Idempotency-Replayed';

/** A year: what every browser that was here once by https does so again. */
const HSTS = 'max-age=31536000; includeSubDomains';

/** Where an answer says nothing else: an API's answer is no page, belongs in no frame, and is not kept by anybody. */
const DEFAULTS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** The answer with the headers that every answer has. */
export function withHeaders(
  answer: HttpResponseInit,
  request: Pick<HttpRequest, 'headers' | 'url'>,
  { allowedOrigins }: AnswerRules,
): HttpResponseInit {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(DEFAULTS)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (isHttps(request)) headers.set('strict-transport-security', HSTS);
  allowOrigin(headers, request, allowedOrigins);
  return { ...answer, headers };
}

/** By exact comparison: a pattern would let in a neighbour. `*` is never said, and cookies are never asked for. */
function allowOrigin(
  headers: Headers,
  request: Pick<HttpRequest, 'headers'>,
  allowedOrigins: readonly string[],
): void {
  if (allowedOrigins.length === 0) return;
  headers.append('vary', 'Origin');
  const origin = request.headers.get('origin');
  if (origin === null || !allowedOrigins.includes(origin)) return;
  headers.set('access-control-allow-origin', origin);
  headers.set('access-control-expose-headers', EXPOSED);
}

/** TLS ends before the app: what stands before it says how the caller came. */
function isHttps({ headers, url }: Pick<HttpRequest, 'headers' | 'url'>): boolean {
  return url.startsWith('https:') || headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';
}
