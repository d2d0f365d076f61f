const LF = 10;
/** Room behind the bytes for the line feed that stops every search, and for reading whole words. */
const PADDING = 32;

/**
 * The part of a file that is being looked at, in one buffer: `bytes[position, length)`. Behind the bytes there is
 * always a line feed, so that a search for the end of a field needs no second condition; one that stops at `length`
 * has found no end yet. The second half of the buffer is for fields whose doubled quotes had to be undone, which are
 * never longer than their source: so what is in the first half stays as it was, to be scanned again.
 */
export class ByteWindow {
  bytes = new Uint8Array(2 * PADDING);
  /** The same bytes. */
  view = new DataView(this.bytes.buffer);
  position = 0;
  length = 0;
  #capacity = 0;
  #rewrittenEnd = PADDING;

  get pending(): Uint8Array {
    return this.bytes.subarray(this.position, this.length);
  }

  /** Drops what lies before the position and adds bytes at the end; all positions change. */
  append(chunk: Uint8Array): void {
    const kept = this.length - this.position;
    const needed = kept + chunk.length;
    if (needed > this.#capacity) {
      const capacity = needed * 2;
      const grown = new Uint8Array(2 * (capacity + PADDING));
      grown.set(this.pending);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
      this.#capacity = capacity;
    } else {
      this.bytes.copyWithin(0, this.position, this.length);
    }
    this.bytes.set(chunk, kept);
    this.bytes[needed] = LF;
    this.position = 0;
    this.length = needed;
  }

  /** Gives up the fields that were rewritten before. */
  forgetRewritten(): void {
    this.#rewrittenEnd = this.#capacity + PADDING;
  }

  /** Copies `bytes[start, end)` with only the first of each pair of `double`; gives where the copy starts. */
  rewrite(start: number, end: number, double: number): { readonly start: number; readonly end: number } {
    const { bytes } = this;
    const copyStart = this.#rewrittenEnd;
    let to = copyStart;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      bytes[to] = byte;
      to += 1;
      if (byte === double) at += 1;
    }
    this.#rewrittenEnd = to;
    return { start: copyStart, end: to };
  }
}
