/** Lets so many pieces of work go on at once; the others wait for their turn, first come, first served. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Does a piece of work in its turn. A signal that is aborted before ends the waiting with its reason. */
  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#begin(signal);
    try {
      return await work();
    } finally {
      this.#end();
    }
  }

  async #begin(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const turn = Promise.withResolvers<undefined>();
    const begin = (): void => {
      turn.resolve(undefined);
    };
    const leave = (): void => {
      const place = this.#waiting.indexOf(begin);
      // Whose turn has come has no place any more, and finds out by itself.
      if (place < 0) return;
      this.#waiting.splice(place, 1);
      turn.reject(signal?.reason);
    };
    this.#waiting.push(begin);
    signal?.addEventListener('abort', leave);
    try {
      await turn.promise;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #end(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
