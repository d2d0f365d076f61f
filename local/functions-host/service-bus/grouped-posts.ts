/**
 * Posts what is said in a while as one: a post between threads wakes the other, which costs more than most that it says.
 */
export class GroupedPosts<T> {
  readonly #post: (group: readonly T[]) => void;
  readonly #waitMs: number;
  #group: T[] = [];

  /** @param waitMs how long what is said waits for more; 0 is to the end of the round of the event loop. */
  constructor(post: (group: readonly T[]) => void, waitMs = 0) {
    this.#post = post;
    this.#waitMs = waitMs;
  }

  /** What is pushed first arrives first. */
  push(item: T): void {
    this.#group.push(item);
    if (this.#group.length > 1) return;
    const post = (): void => {
      const group = this.#group;
      this.#group = [];
      this.#post(group);
    };
    if (this.#waitMs === 0) setImmediate(post);
    else setTimeout(post, this.#waitMs);
  }
}
