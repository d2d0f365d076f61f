/** A bound on the work of a search that could go on for long. */
export class StepBudget {
  #left: number;

  /** A whole number of steps, 0 or more. */
  constructor(steps: number) {
    this.#left = steps;
  }

  /** Takes a step; false when there is none left. */
  take(): boolean {
    if (this.#left <= 0) return false;
    this.#left -= 1;
    return true;
  }

  /** Whether a search that found nothing may have stopped too early. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }
}
