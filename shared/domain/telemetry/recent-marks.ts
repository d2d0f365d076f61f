/** Short names of what has been seen of late, as many as there is room for: the oldest are forgotten first. */
export class RecentMarks {
  readonly #marks: Set<string>;
  readonly #most: number;
  readonly #markOf: (text: string) => string;

  constructor(
    kept: readonly string[],
    { most, markOf }: { readonly most: number; readonly markOf: (text: string) => string },
  ) {
    this.#marks = new Set(kept);
    this.#most = most;
    this.#markOf = markOf;
  }

  get isFull(): boolean {
    return this.#marks.size >= this.#most;
  }

  has(text: string): boolean {
    return this.#marks.has(this.#markOf(text));
  }

  /** Whether it has not been seen before; it has been from now on. */
  add(text: string): boolean {
    const mark = this.#markOf(text);
    if (this.#marks.has(mark)) return false;
    this.#marks.add(mark);
    const [oldest] = this.#marks;
    if (this.#marks.size > this.#most && oldest !== undefined) this.#marks.delete(oldest);
    return true;
  }

  /** Whether it had been seen; it has not been from now on. */
  take(text: string): boolean {
    return this.#marks.delete(this.#markOf(text));
  }

  kept(): readonly string[] {
    return [...this.#marks];
  }
}
