import type { StartTimer } from './alarm.ts';
import { BrokerError } from './broker-error.ts';

/** What goes wrong on purpose in one queue; all zero when nothing does. */
export interface ArmedFaults {
  /** How much later every message reaches its receiver; its lock runs meanwhile. */
  readonly deliveryDelayMs: number;
  /** How much later every settlement on a receiver's link takes effect; the lock runs meanwhile. */
  readonly settlementDelayMs: number;
  /** How many of the next deliveries lose their lock at once, so that the message is delivered again. */
  readonly duplicateDeliveries: number;
  /** How many of the next transfers from senders are refused as `com.microsoft:server-busy`. */
  readonly refusedSends: number;
}

const NO_FAULTS: ArmedFaults = {
  deliveryDelayMs: 0,
  settlementDelayMs: 0,
  duplicateDeliveries: 0,
  refusedSends: 0,
};

/** The faults armed for one queue, asked by the links at the moments where they strike. */
export class QueueFaults {
  readonly #startTimer: StartTimer;
  #armed = NO_FAULTS;

  constructor(startTimer: StartTimer) {
    this.#startTimer = startTimer;
  }

  get armed(): ArmedFaults {
    return this.#armed;
  }

  /** Arms what is given and leaves the rest as it is. */
  arm(faults: Partial<ArmedFaults>): void {
    this.#armed = { ...this.#armed, ...faults };
  }

  clear(): void {
    this.#armed = NO_FAULTS;
  }

  /** Runs `deliver` at once, or later while deliveries are delayed. */
  delayDelivery(deliver: () => void): void {
    this.#delay(this.#armed.deliveryDelayMs, deliver);
  }

  /** Runs `settle` at once, or later while settlements are delayed. */
  delaySettlement(settle: () => void): void {
    this.#delay(this.#armed.settlementDelayMs, settle);
  }

  /** Whether this delivery is to be repeated; uses up one of those armed. */
  takeDuplicateDelivery(): boolean {
    const { duplicateDeliveries } = this.#armed;
    if (duplicateDeliveries === 0) return false;
    this.arm({ duplicateDeliveries: duplicateDeliveries - 1 });
    return true;
  }

  /** Uses up one of the refusals armed. @throws BrokerError com.microsoft:server-busy while there are any. */
  refuseSend(): void {
    const { refusedSends } = this.#armed;
    if (refusedSends === 0) return;
    this.arm({ refusedSends: refusedSends - 1 });
    throw new BrokerError('com.microsoft:server-busy', 'The server is busy, because it was told to be.');
  }

  #delay(delayMs: number, work: () => void): void {
    if (delayMs === 0) work();
    else this.#startTimer(work, delayMs);
  }
}
