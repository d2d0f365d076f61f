/**
 * Works items off, so many at the same time, and gives the results in the items' order. No more than that many items
 * are read ahead of the result that is given next, so that neither a slow reader nor a slow item makes results pile up.
 * Whoever stops reading stops it: what is in work is finished, nothing more is taken. `work` must not reject.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const intake = new Intake(items);
  const line: Promise<R>[] = [];
  try {
    for (;;) {
      const [head] = line;
      const taken = line.length < atOnce ? await intake.take(head) : undefined;
      if (taken !== undefined) {
        line.push(work(taken.item));
      } else if (head === undefined) {
        return;
      } else {
        yield await head;
        void line.shift();
      }
    }
  } finally {
    await Promise.allSettled(line);
    intake.stop();
  }
}

const DONE = 'done';

/** The items that are to come, asked for one at a time. */
class Intake<T> {
  readonly #iterator: AsyncIterator<T>;
  #coming: Promise<IteratorResult<T>> | undefined;
  #isOver = false;

  constructor(items: AsyncIterable<T>) {
    this.#iterator = items[Symbol.asyncIterator]();
  }

  /** The next item; undefined when there is none, or `head` is done first: that is not to wait for a slow sender. */
  async take(head: Promise<unknown> | undefined): Promise<{ readonly item: T } | undefined> {
    if (this.#isOver) return undefined;
    this.#coming ??= this.#iterator.next();
    const next = await (head === undefined
      ? this.#coming
      : Promise.race([this.#coming, head.then(() => DONE)]));
    if (typeof next === 'string') return undefined;
    this.#coming = undefined;
    this.#isOver = next.done === true;
    return next.done === true ? undefined : { item: next.value };
  }

  /** An item that is still being read is nobody's any more, and neither is the fault of reading it. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#coming?.catch(() => DONE);
    this.#iterator.return?.().catch(() => DONE);
  }
}
