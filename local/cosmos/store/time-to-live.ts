import { badRequest } from '../cosmos-error.ts';
import { propertyOf, type JsonObject } from '../json.ts';
import type { StoredDocument } from './document.ts';

const NEVER = -1;
const MAX_TTL_SECONDS = 2_147_483_647;

/**
 * When a document is over (epoch milliseconds): its own `ttl` seconds after its last write, or else the container's
 * default. Undefined for never; a container without a default lets nothing expire, whatever the documents say.
 */
export function expiresAtMs(document: StoredDocument, defaultTtl: number | undefined): number | undefined {
  if (defaultTtl === undefined) return undefined;
  const own = propertyOf(document.body, 'ttl');
  const ttlSeconds = typeof own === 'number' ? own : defaultTtl;
  return ttlSeconds === NEVER ? undefined : (document.writtenAtSeconds + ttlSeconds) * 1000;
}

/** Throws a 400 for a `ttl` that is neither -1 nor a whole number of seconds. */
export function assertTimeToLive(body: JsonObject): void {
  const ttl = propertyOf(body, 'ttl');
  if (ttl === undefined || ttl === NEVER) return;
  if (typeof ttl === 'number' && Number.isInteger(ttl) && ttl > 0 && ttl <= MAX_TTL_SECONDS) return;
  throw badRequest(
    `The input ttl '${JSON.stringify(ttl)}' is invalid. Ensure to provide a nonzero positive integer less than or equal to '${MAX_TTL_SECONDS}', or a value of '-1' which means never expire.`,
  );
}
