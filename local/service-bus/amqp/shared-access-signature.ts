import { createHmac, timingSafeEqual } from 'node:crypto';
import { BrokerError } from '../broker/broker-error.ts';

export interface SharedAccessKey {
  readonly name: string;
  readonly key: string;
}

const PREFIX = 'SharedAccessSignature ';

/**
 * Checks a token as the service does: `sig` is the base64 HMAC-SHA256, under the key that `skn` names, of `sr`, a
 * line feed and `se` (expiry, Unix seconds).
 *
 * @throws BrokerError amqp:unauthorized-access saying what is wrong with it.
 */
export function assertSignature(token: string, { name, key }: SharedAccessKey, now: number): void {
  if (!token.startsWith(PREFIX)) throw unauthorized('it is not a shared access signature');
  const query = token.slice(PREFIX.length);
  const fields = new URLSearchParams(query.replaceAll('+', '%2B'));
  const field = (id: string): string => fields.get(id) ?? '';
  if (field('skn') !== name) throw unauthorized(`there is no key named '${field('skn')}'`);
  // What was signed is the resource as it stands in the token, in the client's own way of percent-encoding.
  const resource = /(?:^|&)sr=([^&]*)/.exec(query)?.[1] ?? '';
  const signed = `${resource}\n${field('se')}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  const given = Buffer.from(field('sig'), 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthorized('its signature does not match the key');
  }
  if (Number(field('se')) * 1_000 <= now) throw unauthorized('it has expired');
}

function unauthorized(why: string): BrokerError {
  return new BrokerError('amqp:unauthorized-access', `The token is refused: ${why}.`);
}
