import type { DirectChannel } from '../../domain/alert/alert-channel.ts';
import type { AlertMessage } from '../../domain/alert/alert-message.ts';
import { toMail } from '../../domain/alert/message/to-mail.ts';
import type { AlertSender, SendOutcome } from '../ports/alert-sender.ts';
import type { Log } from '../ports/environment.ts';
import type { Mailer } from '../ports/mailer.ts';

type Channel<T extends DirectChannel['type']> = Extract<DirectChannel, { readonly type: T }>;

/** Takes messages to one kind of channel; as `AlertSender`. */
export interface ChannelSender<T extends DirectChannel['type']> {
  send(channel: Channel<T>, message: AlertMessage): Promise<SendOutcome>;
}

export interface AlertSenderDeps {
  /** Absent where no service for e-mails is set. */
  readonly mailer?: Mailer;
  readonly webhook: ChannelSender<'webhook'>;
  readonly teams: ChannelSender<'teams'>;
  readonly slack: ChannelSender<'slack'>;
  readonly log: Log;
}

const NO_MAILER: SendOutcome = {
  outcome: 'not-sent',
  // Who sets it within the day still gets the message.
  ...{ reason: 'No service for e-mails is set: SMTP__host or ACS_EMAIL__endpoint.', isTransient: true },
};

/** Sends each message by the sender of its channel; what a sender should not throw is an outcome too. */
export function createAlertSender(deps: AlertSenderDeps): AlertSender {
  return {
    send: async (channel, message) => {
      try {
        return await sendBy(deps, channel, message);
      } catch (error) {
        const { type } = channel;
        deps.log.error('A message of an alert was not sent', error, {
          channel: type,
          deliveryId: message.deliveryId,
        });
        return { outcome: 'not-sent', reason: `The channel ${type} failed.`, isTransient: true };
      }
    },
  };
}

async function sendBy(
  { mailer, webhook, teams, slack }: AlertSenderDeps,
  channel: DirectChannel,
  message: AlertMessage,
): Promise<SendOutcome> {
  switch (channel.type) {
    case 'email':
      return mailer === undefined ? NO_MAILER : sendMail(mailer, channel, message);
    case 'webhook':
      return webhook.send(channel, message);
    case 'teams':
      return teams.send(channel, message);
    case 'slack':
      return slack.send(channel, message);
  }
}

async function sendMail(
  mailer: Mailer,
  { to }: Channel<'email'>,
  message: AlertMessage,
): Promise<SendOutcome> {
  const outcome = await mailer.send(toMail(message), to);
  if (outcome.outcome === 'sent') return outcome;
  const { remaining, ...rest } = outcome;
  return { ...rest, ...(remaining !== undefined && { remaining: { type: 'email', to: remaining } }) };
}
