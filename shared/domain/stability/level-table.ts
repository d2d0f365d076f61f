const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const FIRST_SIZE = 64;

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
  #slots = new Int32Array(FIRST_SIZE);

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts `bytes[start, end)` once; false when it is a new level and there is no room for one. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const index = this.place(bytes, start, end);
    if (index < 0) return false;
    this.counts[index] = Number(this.counts[index]) + 1;
    return true;
  }

  /** The position of a level, which is taken in where there is room, uncounted; -1 where there is none. */
  place(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#slotOf(bytes, start, end);
    const known = Number(this.#slots[slot]) - 1;
    if (known >= 0 || this.levels.length >= this.#limit) return known;
    this.levels.push(bytes.slice(start, end));
    this.counts.push(0);
    this.#slots[slot] = this.levels.length;
    if (this.levels.length * 4 > this.#slots.length) this.#grow();
    return this.levels.length - 1;
  }

  /** The position of a level that was taken in, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#slotOf(bytes, start, end);
    return Number(this.#slots[slot]) - 1;
  }

  /** The slot that holds this level, or the empty one where it belongs. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (let index = Number(this.#slots[slot]); index > 0; index = Number(this.#slots[slot])) {
      const level = this.levels[index - 1];
      if (level?.length === end - start && isAt(level, bytes, start)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    this.levels.forEach((level, index) => {
      let slot = hashOf(level, 0, level.length) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    });
    this.#slots = slots;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ Number(bytes[at]), FNV_PRIME);
  return hash ^ (hash >>> 15);
}

function isAt(level: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < level.length; at += 1) if (level[at] !== bytes[start + at]) return false;
  return true;
}
