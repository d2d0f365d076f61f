const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Counts of distinct byte strings, up to a limit. Levels are compared as bytes, so a value that is already known
 * costs no string.
 */
export class LevelTable {
  /** The levels in the order in which they came, and how often. */
  readonly levels: Uint8Array[] = [];
  readonly counts: number[] = [];
  readonly #limit: number;
  /** Open addressing, at most a quarter full: index + 1 of a level, or 0. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(limit: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(1, limit) * 4));
    this.#limit = limit;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
  }

  /** Counts `bytes[start, end)` once; false when it is a new level and there is no room for one. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const slot = this.#slotOf(bytes, start, end);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0) {
      this.counts[known] = (this.counts[known] ?? 0) + 1;
      return true;
    }
    if (this.levels.length >= this.#limit) return false;
    this.levels.push(bytes.slice(start, end));
    this.counts.push(1);
    this.#slots[slot] = this.levels.length;
    return true;
  }

  /** The slot that holds this level, or the empty one where it belongs. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = FNV_OFFSET;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
    let slot = (hash ^ (hash >>> 15)) & this.#mask;
    for (let index = this.#slots[slot] ?? 0; index > 0; index = this.#slots[slot] ?? 0) {
      const level = this.levels[index - 1];
      if (level?.length === end - start && isAt(level, bytes, start)) break;
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}

function isAt(level: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < level.length; at += 1) if (level[at] !== bytes[start + at]) return false;
  return true;
}
