import { randomBytes } from 'node:crypto';

/** So many random bytes, as twice as many lower-case hexadecimal digits. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
