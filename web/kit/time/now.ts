import { Service, signal } from '@angular/core';

/** The time of this machine, epoch ms, as what says "in 3 min" follows it. */
@Service()
export class Now {
  readonly #ms = signal(Date.now());

  /** Moves on every five seconds. */
  readonly ms = this.#ms.asReadonly();

  constructor() {
    setInterval(() => {
      this.#ms.set(Date.now());
    }, 5000);
  }
}
