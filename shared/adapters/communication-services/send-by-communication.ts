import { createHash } from 'node:crypto';
import { EmailClient, type EmailMessage, type EmailSendOptionalParams } from '@azure/communication-email';
import { z } from 'zod';
import type { MailOutcome } from '../../application/ports/mailer.ts';
import { oneLine } from '../../domain/alert/message/one-line.ts';
import { readRetryAfter } from '../../domain/report/retry-after.ts';
import type { Mail } from '../../domain/alert/message/to-mail.ts';
import type { CommunicationOptions, CommunicationTimes } from './communication-options.ts';

const TIMES: CommunicationTimes = { totalMs: 40_000, pollMs: 2_000 };

/**
 * Sends one mail to all. What the service has accepted is sent, unless it says soon that it has failed: to wait for longer
 * would be to hold up other messages. Never throws.
 */
export async function sendByCommunication(
  options: CommunicationOptions,
  mail: Mail,
  to: readonly string[],
): Promise<MailOutcome> {
  const { totalMs, pollMs } = options.times ?? TIMES;
  const abortSignal = AbortSignal.timeout(totalMs);
  const posted = { isAccepted: false };
  const onResponse: Required<EmailSendOptionalParams>['onResponse'] = ({ request, status }) => {
    posted.isAccepted ||= request.method === 'POST' && status >= 200 && status < 300;
  };
  try {
    const poller = await clientOf(options).beginSend(toEmail(mail, to, options.sender), {
      operationId: toUuid(`${mail.requestName} ${to.join(' ')}`),
      ...{ updateIntervalInMs: pollMs, abortSignal, onResponse },
    });
    await poller.pollUntilDone({ abortSignal });
    return { outcome: 'sent' };
  } catch (error) {
    return posted.isAccepted ? afterAcceptance(error) : afterRefusal(error, options.clock.now());
  }
}

function clientOf({ endpoint, credential, authorities }: CommunicationOptions): EmailClient {
  return new EmailClient(endpoint, credential, {
    // Deliveries are repeated as a whole, later.
    retryOptions: { maxRetries: 0 },
    ...(authorities !== undefined && { tlsOptions: { ca: authorities } }),
  });
}

function toEmail(
  { messageName, threadName, subject, text, html }: Mail,
  to: readonly string[],
  sender: string,
): EmailMessage {
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const thread = `<${threadName}@${domain}>`;
  return {
    senderAddress: sender,
    content: { subject, plainText: text, html },
    recipients: { to: to.map((address) => ({ address })) },
    headers: {
      'Message-ID': `<${messageName}@${domain}>`,
      ...{ 'In-Reply-To': thread, References: thread, 'Auto-Submitted': 'auto-generated' },
    },
    disableUserEngagementTracking: true,
  };
}

/**
 * A UUID (version 8, RFC 9562) that is the same for the same text: a mail that is sent again is the same operation, which the
 * service does once. So one that has failed stays so, and has to be another operation when a person wants it tried again.
 */
function toUuid(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}

/** The service has the mail: that it could not be asked about it, or took its time, is no failure. */
function afterAcceptance(error: unknown): MailOutcome {
  const isOperation =
    error instanceof Error && !('statusCode' in error) && !['AbortError', 'RestError'].includes(error.name);
  if (!isOperation) return { outcome: 'sent' };
  const reason = `The mail service could not send it: ${oneLine(error.message)}`;
  return { outcome: 'not-sent', reason, isTransient: false };
}

interface Headers {
  get(name: string): string | undefined;
}

const refusal = z.object({
  statusCode: z.number().optional(),
  code: z.string().optional(),
  response: z
    .object({
      headers: z.custom<Headers>((value) => typeof value === 'object' && value !== null && 'get' in value),
    })
    .optional(),
});

/** Of these the settings or the service are to blame, not the mail: who mends them in time still gets it sent. */
const TRANSIENT: ReadonlySet<number> = new Set([401, 403, 408, 409, 425, 429]);

function afterRefusal(error: unknown, now: number): MailOutcome {
  const { statusCode, code = 'no answer', response } = refusal.safeParse(error).data ?? {};
  const status = statusCode === undefined ? '' : ` ${statusCode}`;
  const retryAfterMs = readRetryAfter(response?.headers.get('retry-after'), now);
  return {
    outcome: 'not-sent',
    reason: `The mail service did not take it:${status} ${oneLine(code, 80)}${ADVICE[statusCode ?? 0] ?? ''}.`,
    isTransient: statusCode === undefined || statusCode >= 500 || TRANSIENT.has(statusCode),
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) }),
  };
}

const MAX_RETRY_AFTER_MS = 3_600_000;

const ADVICE: Readonly<Record<number, string>> = {
  401: '; the identity of the app needs a role on it',
  403: '; the identity of the app needs a role on it',
  404: '; see ACS_EMAIL__sender',
};
