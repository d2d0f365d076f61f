import type { MailOutcome, Mailer } from '../../application/ports/mailer.ts';
import type { Mail } from '../../domain/alert/message/to-mail.ts';
import type { CommunicationOptions } from './communication-options.ts';

/** Sends by Azure Communication Services, with the app's identity. */
export class CommunicationMailer implements Mailer {
  readonly #options: CommunicationOptions;

  constructor(options: CommunicationOptions) {
    this.#options = options;
  }

  async send(mail: Mail, to: readonly string[]): Promise<MailOutcome> {
    // The package is loaded with the first mail.
    const { sendByCommunication } = await import('./send-by-communication.ts');
    return sendByCommunication(this.#options, mail, to);
  }
}
