import { z } from 'zod';
import type { MailOutcome } from '../../application/ports/mailer.ts';
import { oneLine } from '../../domain/alert/message/one-line.ts';

/** What a server said to one recipient. */
const rejection = z.object({
  recipient: z.string().optional(),
  response: z.string().optional(),
  permanent: z.boolean().optional(),
});
type Rejection = z.output<typeof rejection>;

const failure = z.object({
  code: z.string().optional(),
  /** What Node says of the connection. */
  originalCode: z.string().optional(),
  response: z.string().optional(),
  responseCode: z.number().optional(),
  permanent: z.boolean().optional(),
  rejectedErrors: z.array(rejection).optional(),
});

/** What becomes of a mail that a server took for some of its recipients at least. */
export function afterAcceptance(
  to: readonly string[],
  info: { readonly rejectedErrors?: unknown },
): MailOutcome {
  const { data: rejections = [] } = z.array(rejection).safeParse(info.rejectedErrors ?? []);
  return rejections.length === 0 ? { outcome: 'sent' } : afterRejections(to, rejections);
}

/** What becomes of a mail that no recipient got. */
export function afterFailure(to: readonly string[], error: unknown): MailOutcome {
  const data = withTlsFaults(failure.safeParse(error).data ?? {});
  if (data.rejectedErrors !== undefined && data.rejectedErrors.length > 0) {
    return afterRejections(to, data.rejectedErrors, 'nobody');
  }
  const reason = `The mail server ${reasonOf(data)}.`;
  return { outcome: 'not-sent', reason, isTransient: isTransient(data) };
}

/** Recipients who may be told later are left; those who were refused for good are named. */
function afterRejections(
  to: readonly string[],
  rejections: readonly Rejection[],
  told: 'nobody' | 'the others' = 'the others',
): MailOutcome {
  const reason = refusalOf(rejections);
  const later = rejections.filter(({ permanent }) => permanent !== true);
  if (later.length > 0) {
    const forGood = rejections.filter(({ permanent }) => permanent === true);
    const refused = forGood.length === 0 ? {} : { refused: refusalOf(forGood) };
    return { outcome: 'not-sent', reason, isTransient: true, ...remainingOf(to, later), ...refused };
  }
  return told === 'nobody'
    ? { outcome: 'not-sent', reason, isTransient: false }
    : { outcome: 'sent', refused: reason };
}

function refusalOf(rejections: readonly Rejection[]): string {
  const refused = rejections.map(
    ({ recipient = '', response = '' }) => `${oneLine(recipient, 100)} (${oneLine(response, 120)})`,
  );
  return `The mail server does not take mails for ${oneLine(refused.join(', '), 600)}.`;
}

/** Absent where it is all of them, or an address was written in another way and cannot be told: rather twice than never. */
function remainingOf(
  to: readonly string[],
  later: readonly Rejection[],
): { readonly remaining?: readonly string[] } {
  const names = new Set(later.map(({ recipient = '' }) => recipient.toLowerCase()));
  const remaining = to.filter((address) => names.has(address.toLowerCase()));
  return remaining.length < to.length && remaining.length === names.size ? { remaining } : {};
}

type Failure = z.output<typeof failure>;

/** What OpenSSL and Node say of a certificate that is not believed, and of TLS that does not come about. */
const TLS_FAULT = /CERT|SELF_SIGNED|ALTNAME|ISSUER|UNABLE_TO_|^(?:ERR_SSL|ERR_TLS|EPROTO)/;

/** The package tells those as faults of the connection. */
function withTlsFaults(data: Failure): Failure {
  return TLS_FAULT.test(data.originalCode ?? '') ? { ...data, code: 'ETLS' } : data;
}

/**
 * A reply of 5xx to the mail is for good (RFC 5321, 4.2.1). One to the login, and a connection that is not safe, are about
 * the settings: whoever mends them within the day does not lose the messages of the day.
 */
function isTransient({ code, permanent }: Failure): boolean {
  return SETTINGS.has(code ?? '') || permanent !== true;
}

const SETTINGS: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH', 'ETLS']);

function reasonOf({ code = '', response, responseCode }: Failure): string {
  const known = REASONS[code];
  // The answer to a login may hold what was sent.
  if (SETTINGS.has(code)) return `${known ?? ''}${responseCode === undefined ? '' : ` (${responseCode})`}`;
  if (response !== undefined && response !== '') return `answered: ${oneLine(response, 200)}`;
  return known ?? `could not be used (${oneLine(code, 40)})`;
}

const REASONS: Readonly<Record<string, string>> = {
  EAUTH: 'does not accept the login; see SMTP__user and SMTP__password',
  ENOAUTH: 'asks for a login; set SMTP__user and SMTP__password',
  ETLS: 'cannot be reached safely; see SMTP__security and its certificate',
  ETIMEDOUT: 'did not answer in time',
  EABORT: 'was not done in time',
  EDNS: 'has a name that cannot be resolved; see SMTP__host',
  ESOCKET: 'cannot be reached; see SMTP__host and SMTP__port',
  ECONNECTION: 'closed the connection',
};
