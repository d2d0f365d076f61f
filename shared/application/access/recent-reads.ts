import type { Clock } from '../ports/environment.ts';

/** How many answers are kept; whoever sends made-up names must not fill the memory. */
const MAX_KEPT = 10_000;

interface Kept<V> {
  readonly value: Promise<V>;
  /** Epoch ms. */
  readonly until: number;
}

/**
 * Gives what was read a short time ago again. What is given was true at most `maxAgeMs` ago: the age counts from before the
 * read began. Those who ask at once share one read; a failed one is not kept.
 */
export class RecentReads<V> {
  readonly #read: (name: string) => Promise<V>;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #kept = new Map<string, Kept<V>>();

  constructor(read: (name: string) => Promise<V>, { clock, maxAgeMs }: { clock: Clock; maxAgeMs: number }) {
    this.#read = read;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
  }

  /** Throws what the read throws. */
  async get(name: string): Promise<V> {
    const now = this.#clock.now();
    const kept = this.#kept.get(name);
    if (kept !== undefined && now < kept.until) return kept.value;
    const reading: Kept<V> = { value: this.#read(name), until: now + this.#maxAgeMs };
    this.#keep(name, reading);
    try {
      return await reading.value;
    } catch (error) {
      if (this.#kept.get(name) === reading) this.#kept.delete(name);
      throw error;
    }
  }

  /** The next one who asks is told what is true by then. */
  forget(name: string): void {
    this.#kept.delete(name);
  }

  #keep(name: string, reading: Kept<V>): void {
    this.#kept.delete(name);
    this.#kept.set(name, reading);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) return;
      this.#kept.delete(oldest);
    }
  }
}
