import type { Grant } from './caller.ts';

/** A machine's key, without what is secret of it but its digest. Instants are epoch ms. */
export interface ApiKey {
  /** 16 hexadecimal digits; stands in the key itself, and names its caller: `key:<key id>`. */
  readonly keyId: string;
  /** For people to read. */
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  /**
   * SHA-256 of the whole key, hexadecimal. A slow hash would add nothing: 256 random bits cannot be guessed however fast a
   * guess is, and it would be paid with every request.
   */
  readonly digest: string;
}

/** How long a key may live. */
export const MAX_KEY_AGE_MS = 366 * 24 * 60 * 60 * 1000;

const KEY_ID = /^[0-9a-f]{16}$/;
const KEY = /^ek_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** The key as its holder sends it: the id, and 256 random bits in base64url. */
export function keyText(keyId: string, secret: string): string {
  return `ek_${keyId}_${secret}`;
}

/** Whether a credential says that it is a key. */
export function looksLikeKey(text: string): boolean {
  return text.startsWith('ek_');
}

/** The id of a key that is sent; undefined when the text has not the form of one. */
export function keyIdOf(text: string): string | undefined {
  return KEY.exec(text)?.[1];
}

/** Whether the text has the form of a key's id. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}
