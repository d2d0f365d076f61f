/**
 * Notices that somebody says nothing any more: a connection that was cut without a word looks like one on which nothing
 * happens.
 */
export class Silence {
  readonly #maxMs: number;
  readonly #tooLong: () => void;
  #timer: ReturnType<typeof setTimeout>;

  /** Begins at once; `tooLong` is called when it has lasted `maxMs`. */
  constructor(maxMs: number, tooLong: () => void) {
    this.#maxMs = maxMs;
    this.#tooLong = tooLong;
    this.#timer = setTimeout(tooLong, maxMs);
  }

  /** Something was said: it begins anew. */
  broken(): void {
    this.end();
    this.#timer = setTimeout(this.#tooLong, this.#maxMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
