import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a request is signed as Standard Webhooks 1.0.0 has it ("Verifying webhook authenticity"), written from the text of
 * the standard: `webhook-signature` holds signatures with a blank between them, one of which is `v1,` and the base64 of the
 * HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`; the timestamp is in seconds and not far from now.
 */
export function isSignedWith(
  secret: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  now: number,
): boolean {
  const {
    'webhook-id': id = '',
    'webhook-timestamp': timestamp = '',
    'webhook-signature': signatures = '',
  } = headers;
  if (Math.abs(now / 1000 - Number.parseInt(timestamp, 10)) > 300) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(' ').some((signature) => {
    const [version, value = ''] = signature.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** Headers and body of a request as it came. */
export function splitRequest(request: string): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const end = request.indexOf('\r\n\r\n');
  const [, ...lines] = request.slice(0, end).split('\r\n');
  const entries = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: Object.fromEntries(entries), body: request.slice(end + 4) };
}
