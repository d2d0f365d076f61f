import type { TokenCredential } from '@azure/identity';
import { CommunicationMailer } from '../../shared/adapters/communication-services/communication-mailer.ts';
import { SmtpMailer } from '../../shared/adapters/smtp/smtp-mailer.ts';
import { ChatSender, SLACK, TEAMS } from '../../shared/adapters/webhook/chat-sender.ts';
import { WebhookSender } from '../../shared/adapters/webhook/webhook-sender.ts';
import { createAlertSender } from '../../shared/application/alerts/create-alert-sender.ts';
import type { AlertSender } from '../../shared/application/ports/alert-sender.ts';
import type { Clock, Log } from '../../shared/application/ports/environment.ts';
import type { Mailer } from '../../shared/application/ports/mailer.ts';
import type { OutgoingHttp } from '../../shared/application/ports/outgoing-http.ts';
import type { Secrets } from '../../shared/application/ports/secrets.ts';
import type { MailConfig } from '../../shared/config/mail-config.ts';

interface AlertSenderParts {
  /** Absent where nobody delivers e-mails. */
  readonly mail: MailConfig | undefined;
  readonly http: OutgoingHttp;
  readonly secrets: Secrets;
  readonly credential: TokenCredential;
  readonly clock: Clock;
  readonly log: Log;
}

/** All channels of alerts. */
export function composeAlertSender({ mail, credential, ...parts }: AlertSenderParts): AlertSender {
  const mailer = mail && mailerOf(mail, credential, parts.clock);
  return createAlertSender({
    ...(mailer !== undefined && { mailer }),
    webhook: new WebhookSender(parts),
    teams: new ChatSender(TEAMS, parts),
    slack: new ChatSender(SLACK, parts),
    log: parts.log,
  });
}

function mailerOf(mail: MailConfig, credential: TokenCredential, clock: Clock): Mailer {
  return mail.service === 'smtp'
    ? new SmtpMailer(mail)
    : new CommunicationMailer({ ...mail, credential, clock });
}
