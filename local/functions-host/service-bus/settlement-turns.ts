import { setImmediate } from 'node:timers/promises';

/**
 * Lets settlements of one receiver begin in different rounds of the event loop.
 *
 * The AMQP library behind Azure's SDK (rhea 3.0) sends neighbouring deliveries that change within one round as one
 * disposition, with the outcome of the first: a message abandoned beside one that is completed would be completed too.
 * Only the beginning waits; the broker's answers are awaited side by side.
 */
export class SettlementTurns {
  #next: Promise<void> = Promise.resolve();

  /** Settles when it is this message's turn. @throws what `settle` throws. */
  async settle(settle: () => Promise<void>): Promise<void> {
    const turn = this.#next;
    this.#next = turn.then(async () => setImmediate());
    await turn;
    await settle();
  }
}
