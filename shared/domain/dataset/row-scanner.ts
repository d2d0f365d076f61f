import { invalidFile } from './invalid-file.ts';
import type { RowBatch } from './row-batch.ts';

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const INCOMPLETE = -1;
const MAX_ROW_BYTES = 4 * 1024 * 1024;
const MAX_BATCH_FIELDS = 16_384;
const MAX_BATCH_ROWS = 4_096;

/** Which fields of a row are wanted: `slots[field]` is the column in the batch, or -1. */
export interface RowLayout {
  readonly slots: Int32Array;
  readonly columnCount: number;
  /** Fields that each row must have; 0 while the header is being read. */
  readonly width: number;
  readonly maxRows?: number;
}

/**
 * Finds rows and fields by RFC 4180 in bytes that arrive in pieces. The first half of the buffer holds the bytes,
 * the second half the fields whose doubled quotes had to be undone (never longer than their source), so a row that
 * turns out to be incomplete can be scanned again.
 */
export class RowScanner {
  #bytes = new Uint8Array(0);
  #capacity = 0;
  #length = 0;
  #position = 0;
  #scratchEnd = 0;
  #line = 1;
  #rowLineBreaks = 0;
  #blankLine = 0;
  #fieldCount = 0;
  #quotedStart = 0;
  #quotedEnd = 0;
  #layout: RowLayout = { slots: new Int32Array(0), columnCount: 0, width: 0 };
  #starts = new Int32Array(0);
  #ends = new Int32Array(0);
  #maxRows = 0;

  /** Bytes that belong to no finished row yet. */
  get pending(): Uint8Array {
    return this.#bytes.subarray(this.#position, this.#length);
  }

  /** The line, from 1, at which the next row starts. */
  get line(): number {
    return this.#line;
  }

  /** How many fields the row scanned last had. */
  get fieldCount(): number {
    return this.#fieldCount;
  }

  /** Passes over bytes that are no part of a row, such as a byte order mark; negative to take that back. */
  skip(byteCount: number): void {
    this.#position += byteCount;
  }

  select(layout: RowLayout): void {
    const rows = Math.min(MAX_BATCH_ROWS, Math.ceil(MAX_BATCH_FIELDS / Math.max(1, layout.columnCount)));
    this.#layout = layout;
    this.#maxRows = layout.maxRows ?? rows;
    this.#starts = new Int32Array(this.#maxRows * layout.columnCount);
    this.#ends = new Int32Array(this.#maxRows * layout.columnCount);
  }

  /** Throws InvalidInput when a single row grows beyond 4 MiB, as it does behind a quote that is never closed. */
  append(chunk: Uint8Array): void {
    const kept = this.#length - this.#position;
    if (kept > MAX_ROW_BYTES) {
      throw invalidFile(`Line ${this.#line} starts a row longer than 4 MiB; is a quote left open?`);
    }
    const needed = kept + chunk.length;
    if (needed > this.#capacity) {
      const grown = new Uint8Array(needed * 4);
      grown.set(this.pending);
      this.#bytes = grown;
      this.#capacity = needed * 2;
    } else {
      this.#bytes.copyWithin(0, this.#position, this.#length);
    }
    this.#bytes.set(chunk, kept);
    this.#position = 0;
    this.#length = needed;
  }

  /** The next complete rows, or undefined when more bytes are needed. Throws InvalidInput naming the line. */
  next(): RowBatch | undefined {
    const { columnCount } = this.#layout;
    let rowCount = 0;
    this.#scratchEnd = this.#capacity;
    while (rowCount < this.#maxRows) {
      const isBlank = this.#isBlankLine(this.#position);
      const after = this.#scanRow(this.#position, rowCount * columnCount);
      if (after === INCOMPLETE) break;
      if (isBlank) {
        this.#blankLine = this.#line;
      } else {
        this.#checkWidth();
        rowCount += 1;
      }
      this.#position = after;
      this.#line += 1 + this.#rowLineBreaks;
    }
    if (rowCount === 0) return undefined;
    return { bytes: this.#bytes, rowCount, columnCount, starts: this.#starts, ends: this.#ends };
  }

  /** In a file of one column an empty line is a row whose field is empty; elsewhere it is no row. */
  #isBlankLine(at: number): boolean {
    if (this.#layout.width <= 1 || at >= this.#length) return false;
    return this.#bytes[at] === LF || (this.#bytes[at] === CR && this.#bytes[at + 1] === LF);
  }

  #checkWidth(): void {
    const { width } = this.#layout;
    // Empty lines are common at the end of a file; one in the middle is a row that has lost its fields.
    if (this.#blankLine > 0) throw invalidFile(`Line ${this.#blankLine} is empty, but more rows follow.`);
    if (width > 0 && this.#fieldCount !== width) {
      throw invalidFile(`Line ${this.#line} has ${this.#fieldCount} fields; the header has ${width}.`);
    }
  }

  /** Records the fields of the row at `rowStart`; answers where the next row starts, or INCOMPLETE. */
  #scanRow(rowStart: number, base: number): number {
    const bytes = this.#bytes;
    const end = this.#length;
    const { slots } = this.#layout;
    const starts = this.#starts;
    const ends = this.#ends;
    this.#rowLineBreaks = 0;
    let field = 0;
    let start = rowStart;
    let isQuoted = false;
    for (let at = rowStart; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      // Digits, letters, minus and point are all above the comma: one comparison passes over most of a file.
      if (byte > COMMA) continue;
      if (byte === COMMA || byte === LF) {
        const slot = slots[field] ?? -1;
        if (slot >= 0) {
          starts[base + slot] = isQuoted ? this.#quotedStart : start;
          ends[base + slot] = isQuoted ? this.#quotedEnd : lineContentEnd(bytes, start, at);
        }
        field += 1;
        start = at + 1;
        isQuoted = false;
        if (byte === LF) {
          this.#fieldCount = field;
          return start;
        }
      } else if (byte === QUOTE) {
        at = this.#scanQuoted(start, at);
        isQuoted = true;
        if (at === INCOMPLETE) return INCOMPLETE;
      } else if (byte === CR && !this.#isLineEnd(at)) {
        return INCOMPLETE;
      }
    }
    return INCOMPLETE;
  }

  /** Reads the quoted field that opens at `open`; answers where its closing quote is, or INCOMPLETE. */
  #scanQuoted(fieldStart: number, open: number): number {
    if (open !== fieldStart) {
      throw invalidFile(`Line ${this.#line} has a quote inside a field that does not start with one.`);
    }
    const bytes = this.#bytes;
    let hasDoubledQuote = false;
    for (let at = open + 1; at < this.#length; at += 1) {
      if (bytes[at] === LF) this.#rowLineBreaks += 1;
      if (bytes[at] !== QUOTE) continue;
      // What follows decides between a doubled quote and the end of the field.
      if (at + 1 >= this.#length) return INCOMPLETE;
      const following = bytes[at + 1];
      if (following === QUOTE) {
        hasDoubledQuote = true;
        at += 1;
      } else if (following === COMMA || following === LF || following === CR) {
        this.#keepQuoted(open + 1, at, hasDoubledQuote);
        return at;
      } else {
        throw invalidFile(`Line ${this.#line} has text between a closing quote and the next comma.`);
      }
    }
    return INCOMPLETE;
  }

  #keepQuoted(start: number, end: number, hasDoubledQuote: boolean): void {
    this.#quotedStart = start;
    this.#quotedEnd = end;
    if (!hasDoubledQuote) return;
    const bytes = this.#bytes;
    this.#quotedStart = this.#scratchEnd;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      bytes[this.#scratchEnd] = byte;
      this.#scratchEnd += 1;
      if (byte === QUOTE) at += 1;
    }
    this.#quotedEnd = this.#scratchEnd;
  }

  #isLineEnd(at: number): boolean {
    if (at + 1 >= this.#length) return false;
    if (this.#bytes[at + 1] === LF) return true;
    throw invalidFile(
      `Line ${this.#line} has a carriage return that no line feed follows; end lines with LF or CRLF.`,
    );
  }
}

/** A carriage return before a comma has been refused already, so it can only be part of a line end. */
function lineContentEnd(bytes: Uint8Array, start: number, at: number): number {
  return at > start && bytes[at - 1] === CR ? at - 1 : at;
}
