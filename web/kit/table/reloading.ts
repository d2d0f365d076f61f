import { DestroyRef, inject } from '@angular/core';

/** A list whose rows are told of one by one is read anew for what could not be told no oftener than this, ms. */
const AT_MOST_EVERY_MS = 15_000;
const AFTER_MS = 800;

/** Reads a list anew: at once, or before long when something has happened that its rows do not show. */
export class Reloading {
  readonly #reload: () => Promise<void>;
  readonly #atMostEveryMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** In an injection context; `soon` reads no oftener than once in so many ms. */
  constructor(reload: () => Promise<void>, atMostEveryMs = AT_MOST_EVERY_MS) {
    this.#reload = reload;
    this.#atMostEveryMs = atMostEveryMs;
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.#timer);
    });
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastAt = performance.now();
    void this.#reload();
  }

  soon(): void {
    if (document.hidden) return;
    const waitMs = Math.max(AFTER_MS, this.#lastAt + this.#atMostEveryMs - performance.now());
    this.#timer ??= setTimeout(() => {
      this.now();
    }, waitMs);
  }
}
