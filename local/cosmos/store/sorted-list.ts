/** Chunks this long are split in two: short enough to insert into cheaply, long enough that there are few of them. */
const MAX_CHUNK = 512;

/**
 * Items in order, for some 10^6 of them: finding, inserting and removing take time that grows with the logarithm
 * of their number and with the length of a chunk. No two items may compare as equal.
 */
export class SortedList<Item extends object> {
  readonly #compare: (left: Item, right: Item) => number;
  readonly #chunks: Item[][];
  #size: number;

  /** @param items in any order. */
  constructor(compare: (left: Item, right: Item) => number, items: readonly Item[] = []) {
    this.#compare = compare;
    const sorted = items.toSorted(compare);
    this.#chunks = [];
    for (let start = 0; start < sorted.length; start += MAX_CHUNK / 2) {
      this.#chunks.push(sorted.slice(start, start + MAX_CHUNK / 2));
    }
    this.#size = sorted.length;
  }

  get size(): number {
    return this.#size;
  }

  insert(item: Item): void {
    const at = this.#chunkOf(item);
    const chunk = this.#chunks[at];
    this.#size += 1;
    if (chunk === undefined) {
      this.#chunks.push([item]);
      return;
    }
    chunk.splice(this.#indexIn(chunk, item), 0, item);
    if (chunk.length > MAX_CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(MAX_CHUNK / 2));
  }

  /** Puts an item in the place of the one that compares as equal, or adds it when there is none. */
  put(item: Item): void {
    const chunk = this.#chunks[this.#chunkOf(item)];
    const index = chunk === undefined ? 0 : this.#indexIn(chunk, item);
    const found = chunk?.[index];
    if (chunk === undefined || found === undefined || this.#compare(found, item) !== 0) this.insert(item);
    else chunk[index] = item;
  }

  /** Removes the item that compares as equal; does nothing when there is none. */
  remove(item: Item): void {
    const at = this.#chunkOf(item);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    const index = this.#indexIn(chunk, item);
    const found = chunk[index];
    if (found === undefined || this.#compare(found, item) !== 0) return;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    this.#size -= 1;
  }

  /** How many items come before the first of which `holds` is true; along the order it may turn true only once. */
  countUntil(holds: (item: Item) => boolean): number {
    const at = this.#firstChunk(holds);
    let before = 0;
    for (let index = 0; index < at; index += 1) before += this.#chunks[index]?.length ?? 0;
    const chunk = this.#chunks[at] ?? [];
    return before + firstIndex(chunk, holds);
  }

  /** The items from `start` (inclusive) to `end` (exclusive), counted in order. The list must not change meanwhile. */
  *slice(start: number, end: number): IterableIterator<Item> {
    let before = 0;
    for (const chunk of this.#chunks) {
      if (before >= end) return;
      const last = Math.min(chunk.length, end - before);
      for (let index = Math.max(0, start - before); index < last; index += 1) {
        const item = chunk[index];
        if (item !== undefined) yield item;
      }
      before += chunk.length;
    }
  }

  /** The same from the end backwards. */
  *sliceReversed(start: number, end: number): IterableIterator<Item> {
    let after = this.#size;
    for (let at = this.#chunks.length - 1; at >= 0; at -= 1) {
      const chunk = this.#chunks[at] ?? [];
      after -= chunk.length;
      if (after + chunk.length <= start) return;
      const first = Math.max(0, start - after);
      for (let index = Math.min(chunk.length, end - after) - 1; index >= first; index -= 1) {
        const item = chunk[index];
        if (item !== undefined) yield item;
      }
    }
  }

  #chunkOf(item: Item): number {
    const at = this.#firstChunk((other) => this.#compare(other, item) >= 0);
    return Math.min(at, Math.max(0, this.#chunks.length - 1));
  }

  /** The first chunk whose last item holds. */
  #firstChunk(holds: (item: Item) => boolean): number {
    return bisect(this.#chunks.length, (index) => {
      const last = this.#chunks[index]?.at(-1);
      return last !== undefined && holds(last);
    });
  }

  #indexIn(chunk: readonly Item[], item: Item): number {
    return firstIndex(chunk, (other) => this.#compare(other, item) >= 0);
  }
}

/** The first index below `length` for which `holds` is true, or `length`. */
function bisect(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstIndex<Item extends object>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return bisect(items.length, (index) => {
    const item = items[index];
    return item !== undefined && holds(item);
  });
}
