import { describe, expect, test } from 'vitest';
import {
  createAlertSender,
  type AlertSenderDeps,
} from '../../../shared/application/alerts/create-alert-sender.ts';
import type { MailOutcome } from '../../../shared/application/ports/mailer.ts';
import type { DirectChannel } from '../../../shared/domain/alert/alert-channel.ts';
import { alertMessage } from '../../support/example-alert-message.ts';
import { RecordingLog } from '../../support/memory/memory-stores.ts';

const EMAIL: DirectChannel = { type: 'email', to: ['ada@example.com', 'bo@example.com'] };
const CHANNELS: readonly DirectChannel[] = [
  EMAIL,
  { type: 'webhook', url: 'https://hooks.example.com', signingSecret: 'hook' },
  { type: 'teams', urlSecret: 'teams' },
  { type: 'slack', urlSecret: 'slack' },
];

/** Senders that note what they are asked to do, or that throw. */
function senders(
  fault?: Error,
): AlertSenderDeps & { readonly asked: readonly string[]; readonly log: RecordingLog } {
  const asked: string[] = [];
  const sender = {
    send: async ({ type }: { readonly type: string }) => {
      asked.push(type);
      if (fault !== undefined) throw fault;
      return { outcome: 'sent' } as const;
    },
  };
  const mailer = { send: async () => sender.send({ type: 'email' }) };
  return { mailer, webhook: sender, teams: sender, slack: sender, log: new RecordingLog(), asked };
}

function mailing(outcome: MailOutcome): AlertSenderDeps {
  return { ...senders(), mailer: { send: async () => outcome } };
}

describe('the sender of alerts', () => {
  test.each(CHANNELS)('takes a message to its channel: $type', async (channel) => {
    const deps = senders();

    expect(await createAlertSender(deps).send(channel, alertMessage())).toEqual({ outcome: 'sent' });
    expect(deps.asked).toEqual([channel.type]);
  });

  test.each(CHANNELS)('never throws, and tells nothing of the fault: $type', async (channel) => {
    const deps = senders(new Error('https://hooks.example.com/secret-path'));

    expect(await createAlertSender(deps).send(channel, alertMessage())).toEqual({
      ...{ outcome: 'not-sent', reason: `The channel ${channel.type} failed.`, isTransient: true },
    });
    expect(deps.log.errors).toEqual(['A message of an alert was not sent']);
  });

  test('says what to set where nobody delivers e-mails, and tries again', async () => {
    const { mailer: _mailer, ...deps } = senders();

    expect(await createAlertSender(deps).send(EMAIL, alertMessage())).toEqual({
      outcome: 'not-sent',
      reason: 'No service for e-mails is set: SMTP__host or ACS_EMAIL__endpoint.',
      isTransient: true,
    });
  });

  test('leaves those for the next attempt who were not told', async () => {
    const deps = mailing({
      ...{ outcome: 'not-sent', reason: 'later', isTransient: true, remaining: ['bo@example.com'] },
    });

    expect(await createAlertSender(deps).send(EMAIL, alertMessage())).toEqual({
      ...{ outcome: 'not-sent', reason: 'later', isTransient: true },
      remaining: { type: 'email', to: ['bo@example.com'] },
    });
  });

  test('says who was refused for good', async () => {
    const outcome = { outcome: 'sent', refused: 'bo@example.com is nobody' } as const;

    expect(await createAlertSender(mailing(outcome)).send(EMAIL, alertMessage())).toEqual(outcome);
  });
});
