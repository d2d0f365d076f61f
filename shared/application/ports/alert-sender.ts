import type { AlertMessage } from '../../domain/alert/alert-message.ts';
import type { DirectChannel } from '../../domain/alert/alert-channel.ts';

export type SendOutcome =
  | {
      readonly outcome: 'sent';
      /** Who was refused for good though the others were told; for people. */
      readonly refused?: string;
    }
  | {
      readonly outcome: 'not-sent';
      /** For people: what happened and what to do; no secret, no address that is one. */
      readonly reason: string;
      /** Whether another attempt may succeed. */
      readonly isTransient: boolean;
      /** How long the receiver asked to be left alone. */
      readonly retryAfterMs?: number;
      /** Where a part was told: the channel that is left. The next attempt is for it alone. */
      readonly remaining?: DirectChannel;
      /** Who was refused for good already, whatever becomes of the others; for people. */
      readonly refused?: string;
    };

/** Takes a message to a channel. It may have arrived although it says otherwise; it never throws, and ends within a minute. */
export interface AlertSender {
  send(channel: DirectChannel, message: AlertMessage): Promise<SendOutcome>;
}
