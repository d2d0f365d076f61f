import { OutgoingFault, type OutgoingRequest } from '../../application/ports/outgoing-http.ts';
import type { Timers } from './timers.ts';

/**
 * The end of one exchange, whatever brings it: one of its times, the caller's signal, or the reader. Everything that waits
 * or holds a connection listens to `signal`, whose reason is what the caller gets.
 */
export class Cutoff {
  readonly #controller = new AbortController();
  readonly #timers: Timers;
  readonly #caller: AbortSignal | undefined;
  readonly #stopHeadTimer: () => void;
  readonly #stopTotalTimer: () => void;

  constructor({ headTimeoutMs, totalTimeoutMs, signal }: OutgoingRequest, timers: Timers) {
    this.#timers = timers;
    this.#caller = signal;
    this.#stopHeadTimer = timers.after(headTimeoutMs, () => {
      this.end(new OutgoingFault('timed-out', `No answer came within ${headTimeoutMs} ms.`));
    });
    this.#stopTotalTimer = timers.after(totalTimeoutMs, () => {
      this.end(new OutgoingFault('timed-out', `The answer was not complete within ${totalTimeoutMs} ms.`));
    });
    if (signal?.aborted === true) this.#endForCaller();
    else signal?.addEventListener('abort', this.#endForCaller, { once: true });
  }

  readonly #endForCaller = (): void => {
    this.end(this.#caller?.reason);
  };

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  headArrived(): void {
    this.#stopHeadTimer();
  }

  /** Closes everything; of several reasons the first one counts. */
  end(reason: unknown): void {
    this.#stopHeadTimer();
    this.#stopTotalTimer();
    this.#caller?.removeEventListener('abort', this.#endForCaller);
    this.#controller.abort(reason);
  }

  /** As `Timers.after`. */
  after(delayMs: number, action: () => void): () => void {
    return this.#timers.after(delayMs, action);
  }

  /** Waits for what cannot be called off itself. Throws the reason when the exchange ends first. */
  async race<T>(promise: Promise<T>): Promise<T> {
    const ended = Promise.withResolvers<undefined>();
    const end = (): void => {
      ended.resolve(undefined);
    };
    this.signal.addEventListener('abort', end, { once: true });
    try {
      return await Promise.race([promise, this.#throwAfter(ended.promise)]);
    } finally {
      this.signal.removeEventListener('abort', end);
    }
  }

  async #throwAfter(end: Promise<undefined>): Promise<never> {
    if (!this.signal.aborted) await end;
    this.signal.throwIfAborted();
    throw new Error('Unreachable: the exchange has ended.');
  }
}
