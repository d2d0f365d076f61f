interface Waiting {
  readonly outcome: Outcome;
  readonly begin: () => void;
}

export type Outcome = 'completed' | 'abandoned';

/**
 * Lets settlements of one receiver with different outcomes begin in different rounds of the event loop.
 *
 * The AMQP library behind Azure's SDK (rhea 3.0) sends neighbouring deliveries that change within one round as one
 * disposition, with the outcome of the first: a message abandoned beside one that is completed would be completed too.
 * Equal outcomes go together, for a broker writes what arrives together in one transaction. Only the beginning waits;
 * the broker's answers are awaited side by side.
 */
export class SettlementTurns {
  /** The outcome of what has begun in this round. */
  #current: Outcome | undefined;
  #waiting: readonly Waiting[] = [];

  /** Settles when it is this message's turn. @throws what `settle` throws. */
  async settle(outcome: Outcome, settle: () => Promise<void>): Promise<void> {
    if (this.#current === undefined) this.#beginRound(outcome);
    else if (this.#current !== outcome) {
      await new Promise<void>((begin) => {
        this.#waiting = [...this.#waiting, { outcome, begin }];
      });
    }
    await settle();
  }

  #beginRound(outcome: Outcome): void {
    this.#current = outcome;
    setImmediate(() => {
      this.#current = undefined;
      const [next] = this.#waiting;
      if (next === undefined) return;
      const together = this.#waiting.filter((waiting) => waiting.outcome === next.outcome);
      this.#waiting = this.#waiting.filter((waiting) => waiting.outcome !== next.outcome);
      this.#beginRound(next.outcome);
      for (const { begin } of together) begin();
    });
  }
}
