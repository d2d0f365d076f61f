/** Posts what is said in one round of the event loop as one: a post between threads costs more than most that it says. */
export class GroupedPosts<T> {
  readonly #post: (group: readonly T[]) => void;
  #group: T[] = [];

  constructor(post: (group: readonly T[]) => void) {
    this.#post = post;
  }

  /** What is pushed first arrives first. */
  push(item: T): void {
    this.#group.push(item);
    if (this.#group.length > 1) return;
    setImmediate(() => {
      const group = this.#group;
      this.#group = [];
      this.#post(group);
    });
  }
}
