import type { ReadableHeaders } from './api/call.ts';

interface Cacheable {
  /** Without its quotes. */
  readonly version: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** How it may be kept; left out, it is asked for again each time. */
  readonly cacheControl?: string;
}

interface CachedAnswer {
  readonly status?: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/**
 * An answer that caches may keep, and unless it says otherwise ask for before they give it again: 304 when the caller has
 * this version (RFC 9110, 13.1.2; the comparison is the weak one).
 */
export function cachedAnswer(
  request: ReadableHeaders,
  { version, contentType, body, headers = {}, cacheControl = 'public, no-cache' }: Cacheable,
): CachedAnswer {
  const etag = `"${version}"`;
  const shared = { ...headers, etag, 'cache-control': cacheControl };
  if (has(request.get('if-none-match'), etag)) return { status: 304, headers: shared };
  return { headers: { ...shared, 'content-type': contentType, 'x-content-type-options': 'nosniff' }, body };
}

function has(header: string | null, etag: string): boolean {
  const versions = (header ?? '').split(',').map((version) => version.trim().replace(/^W\//, ''));
  return versions.includes(etag) || versions.includes('*');
}
