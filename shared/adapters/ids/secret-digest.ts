import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in base64url: 43 characters. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** 64 random bits as 16 hexadecimal digits. */
export function randomKeyId(): string {
  return randomBytes(8).toString('hex');
}

/** The SHA-256 of a text, in hexadecimal digits. */
export function sha256Text(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether a digest of `sha256Text` is the text's; takes the same time wherever they differ. */
export function hasSha256(text: string, digest: string): boolean {
  const own = createHash('sha256').update(text).digest();
  const given = Buffer.from(digest, 'hex');
  return given.length === own.length && timingSafeEqual(own, given);
}
