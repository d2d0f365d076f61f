import type { DirectChannel } from '../../domain/alert/alert-channel.ts';
import type { SendOutcome } from '../ports/alert-sender.ts';

/** An attempt that fails faster costs the others little. */
const SLOW_MS = 5000;

/** So many in a row: a receiver may have a bad moment, and a mail server one bad domain. */
const ENOUGH = 4;

/**
 * Who took long over messages without taking them, within one pass. A few thousand messages that are due to a receiver that
 * hangs would take hours of a pass's places, while everybody else's wait behind them.
 */
export class SlowReceivers {
  readonly #counts = new Map<string, number>();

  /** What became of one attempt, after so long. */
  add(channel: DirectChannel, outcome: SendOutcome['outcome'], tookMs: number): void {
    const receiver = receiverOf(channel);
    if (outcome === 'sent') this.#counts.delete(receiver);
    if (outcome === 'sent' || tookMs < SLOW_MS) return;
    this.#counts.set(receiver, (this.#counts.get(receiver) ?? 0) + 1);
  }

  /** Whether the receiver has hung often enough to be left alone. */
  has(channel: DirectChannel): boolean {
    return (this.#counts.get(receiverOf(channel)) ?? 0) >= ENOUGH;
  }
}

/** Whose fault it is when a channel hangs: all e-mails go by one server. */
function receiverOf(channel: DirectChannel): string {
  switch (channel.type) {
    case 'email':
      return 'email';
    case 'webhook':
      return `webhook ${URL.parse(channel.url)?.host ?? channel.url}`;
    case 'teams':
    case 'slack':
      return `${channel.type} ${channel.urlSecret}`;
  }
}
