/** A binary heap: the item that is before all others comes out first. */
export class MinHeap<T> {
  readonly #isBefore: (a: T, b: T) => boolean;
  #items: T[] = [];

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(this.#items.length - 1);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) {
      this.#items[0] = last;
      this.#sink(0);
    }
    return first;
  }

  /** Drops the items that are no longer wanted; cost grows with the heap's size. */
  retain(isWanted: (item: T) => boolean): void {
    this.#items = this.#items.filter(isWanted).sort((a, b) => (this.#isBefore(a, b) ? -1 : 1));
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfLower(index, parent)) return;
      index = parent;
    }
  }

  #sink(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const lowest = this.#isLower(right, left) ? right : left;
      if (!this.#swapIfLower(lowest, index)) return;
      index = lowest;
    }
  }

  #swapIfLower(child: number, parent: number): boolean {
    const lower = this.#items[child];
    const upper = this.#items[parent];
    if (lower === undefined || upper === undefined || !this.#isBefore(lower, upper)) return false;
    this.#items[child] = upper;
    this.#items[parent] = lower;
    return true;
  }

  #isLower(a: number, b: number): boolean {
    const first = this.#items[a];
    const second = this.#items[b];
    return first !== undefined && second !== undefined && this.#isBefore(first, second);
  }
}
