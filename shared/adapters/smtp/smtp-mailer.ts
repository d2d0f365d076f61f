import type { MailOutcome, Mailer } from '../../application/ports/mailer.ts';
import type { Mail } from '../../domain/alert/message/to-mail.ts';
import type { SmtpOptions } from './smtp-options.ts';

/** Sends by an SMTP server, each mail over a connection of its own. */
export class SmtpMailer implements Mailer {
  readonly #options: SmtpOptions;

  constructor(options: SmtpOptions) {
    this.#options = options;
  }

  async send(mail: Mail, to: readonly string[]): Promise<MailOutcome> {
    // The package is loaded with the first mail.
    const { sendBySmtp } = await import('./send-by-smtp.ts');
    return sendBySmtp(this.#options, mail, to);
  }
}
