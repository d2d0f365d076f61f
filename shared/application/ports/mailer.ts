import type { Mail } from '../../domain/alert/message/to-mail.ts';

export type MailOutcome =
  | {
      readonly outcome: 'sent';
      /** Who was refused for good though others were accepted, and why; for people. */
      readonly refused?: string;
    }
  | {
      readonly outcome: 'not-sent';
      /** For people; no secret. */
      readonly reason: string;
      readonly isTransient: boolean;
      readonly retryAfterMs?: number;
      /** Those who are left, where some were accepted or refused for good. */
      readonly remaining?: readonly string[];
      /** Who was refused for good already; for people. */
      readonly refused?: string;
    };

/**
 * Hands an e-mail to a service that delivers it: one mail to all, who see each other. `sent` means that the service has
 * taken it over. It never throws, and ends within a minute.
 */
export interface Mailer {
  send(mail: Mail, to: readonly string[]): Promise<MailOutcome>;
}
