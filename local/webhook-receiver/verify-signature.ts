import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older and newer messages are not believed, seconds. */
const TOLERANCE_SECONDS = 300;

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came: parsed and written again it would be another text. */
  readonly body: string;
}

/**
 * Whether a request is signed with one of the secrets (`whsec_` and base64), as Standard Webhooks has it, and was signed
 * just now (`now`: epoch ms). Takes the same time wherever a signature differs.
 */
export function isSigned(
  { headers, body }: SignedRequest,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): boolean {
  const {
    'webhook-id': id = '',
    'webhook-timestamp': timestamp = '',
    'webhook-signature': given = '',
  } = headers;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = secrets.map((secret) =>
    createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
      .update(`${id}.${timestamp}.${body}`, 'utf8')
      .digest(),
  );
  return given.split(' ').some((signature) => {
    const [version, value = ''] = signature.split(',');
    const bytes = Buffer.from(value, 'base64');
    return version === 'v1' && expected.some((own) => isSame(own, bytes));
  });
}

function isSame(own: Buffer, given: Buffer): boolean {
  return own.length === given.length && timingSafeEqual(own, given);
}
