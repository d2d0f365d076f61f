import { createHmac } from 'node:crypto';

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const PREFIX = 'whsec_';
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** What a secret has to be, in words for people. */
export const SIGNING_SECRET_RULE = `must be ${MIN_BYTES} to ${MAX_BYTES} random bytes in base64, with or without "${PREFIX}" before them; two of them with a space between while one replaces the other`;

/** The keys that a secret holds; undefined when it is none. */
export function toSigningKeys(secret: string): readonly Buffer[] | undefined {
  const keys = secret.trim().split(/\s+/).map(toKey);
  const good = keys.filter((key) => key !== undefined);
  return good.length === keys.length ? good : undefined;
}

function toKey(text: string): Buffer | undefined {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, 'base64');
  return key.length >= MIN_BYTES && key.length <= MAX_BYTES ? key : undefined;
}

export interface SignedMessage {
  readonly id: string;
  /** Epoch ms of this attempt. */
  readonly at: number;
  readonly body: string;
  readonly keys: readonly Buffer[];
}

/** The headers by which a receiver knows whom a message is from, that nobody changed it, and when it was sent. */
export function signMessage({ id, at, body, keys }: SignedMessage): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = keys.map((key) => {
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64');
    return `v1,${signature}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
