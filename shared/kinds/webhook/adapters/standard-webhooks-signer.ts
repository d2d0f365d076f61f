import { createHash } from 'node:crypto';
import { signMessage, SIGNING_SECRET_RULE, toSigningKeys } from '../../../adapters/webhook/sign-message.ts';
import type { CallSigner, MessageToSign } from '../application/ports/call-signer.ts';

const KEY_ID_DIGITS = 8;

/**
 * Signs as Standard Webhooks has it, as alerts are signed too: HMAC-SHA256 over id, timestamp and body, a signature for
 * each key. `webhook-key-id` names the keys in the same order, so that a receiver sees which of its secrets is in use: the
 * first digits of a key's SHA-256, which tell nothing of a key of 24 random bytes.
 */
export class StandardWebhooksSigner implements CallSigner {
  readonly rule = SIGNING_SECRET_RULE;

  sign({ id, at, body, secrets }: MessageToSign): Readonly<Record<string, string>> | undefined {
    const keys = secrets.map(toSigningKeys);
    if (keys.some((found) => found === undefined)) return undefined;
    const all = keys.flatMap((found) => found ?? []);
    return { ...signMessage({ id, at, body, keys: all }), 'webhook-key-id': all.map(keyIdOf).join(' ') };
  }
}

function keyIdOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, KEY_ID_DIGITS);
}
