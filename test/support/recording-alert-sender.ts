import type { AlertSender, SendOutcome } from '../../shared/application/ports/alert-sender.ts';
import type { DirectChannel } from '../../shared/domain/alert/alert-channel.ts';
import type { AlertMessage } from '../../shared/domain/alert/alert-message.ts';

/** Takes every message, or answers as `answer` says. */
export class RecordingAlertSender implements AlertSender {
  readonly sent: { readonly channel: DirectChannel; readonly message: AlertMessage }[] = [];
  answer: (message: AlertMessage, channel: DirectChannel) => SendOutcome | Promise<SendOutcome> = () => ({
    outcome: 'sent',
  });

  async send(channel: DirectChannel, message: AlertMessage): Promise<SendOutcome> {
    const outcome = await this.answer(message, channel);
    if (outcome.outcome === 'sent') this.sent.push({ channel, message });
    return outcome;
  }

  /** What was told, in few words: `opened failures`. */
  get told(): readonly string[] {
    return this.sent.map(({ message }) => `${message.notice} ${message.rule.ruleId}`);
  }
}
