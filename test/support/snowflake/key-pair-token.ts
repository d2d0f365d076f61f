import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { Refused } from './refused.ts';

const header = z.object({ alg: z.literal('RS256') });
const claims = z.object({ iss: z.string(), sub: z.string(), iat: z.number(), exp: z.number() });

/** A user of the stand-in, with the public keys that Snowflake would hold (two, so that keys can be rotated). */
export interface StandInUser {
  readonly name: string;
  readonly publicKeys: readonly string[];
}

/**
 * Checks a key-pair JWT as Snowflake does: RS256 by a key of the user, subject ACCOUNT.USER, issuer the same with
 * the key's fingerprint, not expired and not from the future. The driver writes its times in ms where RFC 7519 has
 * seconds; both are taken. Throws Refused 390144.
 */
export function assertKeyPairToken(
  token: string,
  {
    account,
    user,
    now,
  }: { readonly account: string; readonly user: StandInUser | undefined; readonly now: number },
): void {
  const key = user?.publicKeys.map((pem) => createPublicKey(pem)).find((one) => isSignedBy(one, token));
  const [head = '', payload = ''] = token.split('.');
  if (key === undefined || user === undefined || !header.safeParse(jsonOf(head)).success)
    throw invalidToken();
  const { iss, sub, iat, exp } = claims.parse(jsonOf(payload));
  const subject = `${account.toUpperCase()}.${user.name.toUpperCase()}`;
  if (sub !== subject || iss !== `${subject}.${fingerprintOf(key)}`) throw invalidToken();
  if (!isTimely({ from: toMs(iat), to: toMs(exp) }, now)) throw invalidToken();
}

function isSignedBy(key: KeyObject, token: string): boolean {
  const dot = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(dot + 1), 'base64url');
  return verify('RSA-SHA256', Buffer.from(token.slice(0, dot)), key, signature);
}

/** A token lives an hour at most; a clock may be a minute ahead. */
function isTimely({ from, to }: { readonly from: number; readonly to: number }, now: number): boolean {
  return from <= now + 60_000 && now < to && to - from <= 3_600_000;
}

function jsonOf(part: string): unknown {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return parsed;
  } catch {
    return undefined;
  }
}

function toMs(time: number): number {
  return time > 1e11 ? time : time * 1000;
}

function fingerprintOf(key: KeyObject): string {
  const spki = key.export({ format: 'der', type: 'spki' });
  return `SHA256:${createHash('sha256').update(spki).digest('base64')}`;
}

function invalidToken(): Refused {
  return new Refused('390144', '08001', 'JWT token is invalid.');
}
