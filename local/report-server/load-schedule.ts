export interface LoadOptions {
  /** Epoch milliseconds at which the first stretch begins. */
  readonly startedAt: number;
  /** How long a stretch of ease or of heavy load lasts; 0: there is no heavy load. */
  readonly periodMs: number;
  /** Whether the first stretch is a heavy one. */
  readonly startsHeavy: boolean;
}

/**
 * Stretches of ease and of heavy load, turn about and equally long. Work is done at ease only, so that time worked
 * stands still under heavy load. Everything follows from the instant asked about; nothing has to be ticked on.
 */
export class LoadSchedule {
  readonly #startedAt: number;
  readonly #periodMs: number;
  readonly #startsHeavy: boolean;

  constructor({ startedAt, periodMs, startsHeavy }: LoadOptions) {
    this.#startedAt = startedAt;
    this.#periodMs = periodMs;
    this.#startsHeavy = startsHeavy;
  }

  isHeavyAt(at: number): boolean {
    if (this.#periodMs === 0) return false;
    return (this.#stretchAt(at) % 2 === 0) === this.#startsHeavy;
  }

  /** How many milliseconds of ease there have been up to `at`; an instant before the start counts as the start. */
  workedMsAt(at: number): number {
    const elapsedMs = Math.max(0, at - this.#startedAt);
    if (this.#periodMs === 0) return elapsedMs;
    const stretch = this.#stretchAt(at);
    const easeBefore = this.#startsHeavy ? Math.floor(stretch / 2) : Math.ceil(stretch / 2);
    const here = this.isHeavyAt(at) ? 0 : elapsedMs - stretch * this.#periodMs;
    return easeBefore * this.#periodMs + here;
  }

  /** The first instant at which so much work has been done; epoch milliseconds. */
  instantOf(workedMs: number): number {
    if (this.#periodMs === 0 || workedMs <= 0) return this.#startedAt + Math.max(0, workedMs);
    const easeBefore = Math.ceil(workedMs / this.#periodMs) - 1;
    const stretch = 2 * easeBefore + (this.#startsHeavy ? 1 : 0);
    return this.#startedAt + stretch * this.#periodMs + (workedMs - easeBefore * this.#periodMs);
  }

  /** When the stretch of `at` ends; undefined when the load never changes. */
  nextChangeAt(at: number): number | undefined {
    if (this.#periodMs === 0) return undefined;
    return this.#startedAt + (this.#stretchAt(at) + 1) * this.#periodMs;
  }

  #stretchAt(at: number): number {
    return Math.max(0, Math.floor((at - this.#startedAt) / this.#periodMs));
  }
}
