import { createTransport } from 'nodemailer';
import type { MailOutcome } from '../../application/ports/mailer.ts';
import type { Mail } from '../../domain/alert/message/to-mail.ts';
import { afterAcceptance, afterFailure } from './smtp-outcome.ts';
import type { SmtpOptions, SmtpTimes } from './smtp-options.ts';

const TIMES: SmtpTimes = { connectMs: 10_000, greetingMs: 10_000, silenceMs: 20_000, totalMs: 45_000 };

/** Sends one mail to all and says who was told. Never throws. */
export async function sendBySmtp(
  options: SmtpOptions,
  mail: Mail,
  to: readonly string[],
): Promise<MailOutcome> {
  const { totalMs } = options.times ?? TIMES;
  // A server that is never silent and never done is left all the same.
  const signal = AbortSignal.timeout(totalMs);
  try {
    const info = await transportOf(options).sendMail({
      ...contentOf(mail, options.from),
      to: addresses(to),
      signal,
    });
    return afterAcceptance(to, info);
  } catch (error) {
    return afterFailure(to, error);
  }
}

function transportOf({ host, port, security, login, authorities, times = TIMES }: SmtpOptions) {
  return createTransport({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls' },
    ...{ ignoreTLS: security === 'none' },
    ...(login !== undefined && {
      auth: { user: login.user, pass: login.password },
      // A server that asks for no login is not the one that was set: mails are not handed to it without.
      forceAuth: true,
    }),
    tls: {
      // Said, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
      ...{ rejectUnauthorized: true, minVersion: 'TLSv1.2' },
      ...(authorities !== undefined && { ca: authorities }),
    },
    ...{ connectionTimeout: times.connectMs, greetingTimeout: times.greetingMs },
    ...{ socketTimeout: times.silenceMs, dnsTimeout: times.connectMs, socketCloseTimeout: 0 },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}

function contentOf({ messageName, threadName, subject, text, html }: Mail, from: string) {
  const domain = /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  const thread = `<${threadName}@${domain}>`;
  return {
    ...{ from, subject, text, html },
    messageId: `<${messageName}@${domain}>`,
    ...{ inReplyTo: thread, references: thread },
    // Out-of-office answers are for people (RFC 3834; the second one is Exchange's).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/** As objects, so that no address can be read as two. */
function addresses(to: readonly string[]): { name: string; address: string }[] {
  return to.map((address) => ({ name: '', address }));
}
