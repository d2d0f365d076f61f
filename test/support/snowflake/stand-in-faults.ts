/** What goes wrong with the next requests for statements. */
export class StandInFaults {
  #unavailable = 0;
  #lostAnswers = 0;
  readonly #holds: Promise<unknown>[] = [];

  /** The next `times` requests for statements are answered with 503, and do nothing. */
  answerUnavailable(times: number): void {
    this.#unavailable += times;
  }

  /** The next `times` statements run, and then the connection breaks without an answer. */
  loseAnswers(times: number): void {
    this.#lostAnswers += times;
  }

  /** The next statement does not begin before the promise settles: a slow one, without a clock. */
  holdNext(until: Promise<unknown>): void {
    this.#holds.push(until);
  }

  takeUnavailable(): boolean {
    if (this.#unavailable === 0) return false;
    this.#unavailable -= 1;
    return true;
  }

  takeLostAnswer(): boolean {
    if (this.#lostAnswers === 0) return false;
    this.#lostAnswers -= 1;
    return true;
  }

  async hold(): Promise<void> {
    await this.#holds.shift();
  }
}
