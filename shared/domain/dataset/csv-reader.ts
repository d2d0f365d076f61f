import type { CsvDialect } from './csv-dialect.ts';
import { assertCsvDialect, DEFAULT_CSV_DIALECT } from './csv-dialect.ts';
import { decodeText } from './decode-text.ts';
import { invalidFile } from './invalid-file.ts';
import { MalformedRowTally, type MalformedRows } from './malformed-rows.ts';
import type { NumberLayout, NumberRoom } from './number-room.ts';
import type { CsvRowBatch } from './row-batch.ts';
import { RowScanner } from './row-scanner.ts';

const LF = 10;
const SLICE_BYTES = 128 * 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** A column to be delivered as `numbers` of the batch. */
export interface NumberColumn {
  readonly position: number;
  readonly as: 'numbers';
}

/** What wants to know a file's rows. */
export interface RowSink {
  /**
   * Called once, with the header's names in order; answers the positions of the columns to deliver, none of them
   * twice.
   */
  header(names: readonly string[]): readonly (number | NumberColumn)[];
  rows(batch: CsvRowBatch): void;
  /**
   * Where the numbers of the next batch are to be written; the reader's own memory when it is absent or answers none. It
   * may be asked again before the batch comes.
   */
  numberRoom?(layout: NumberLayout): NumberRoom | undefined;
}

export interface CsvReaderOptions extends Partial<CsvDialect> {
  /** How many malformed rows may be left out; 0 when absent: the first one fails the file. */
  readonly maxMalformedRows?: number;
}

/**
 * A reader of delimited UTF-8 files by RFC 4180, for chunks cut anywhere; its memory does not grow with the file.
 * Quotes, doubled quotes, line breaks in quotes, LF or CRLF, a byte order mark and a last line without line end (or
 * with half a CRLF) are understood; empty lines may end a file. Everything else that the grammar does not know is
 * refused, or left out and counted where the options allow it (see RowScanner); a header is never left out.
 */
export class CsvReader {
  readonly #sink: RowSink;
  readonly #delimiter: number;
  readonly #tally: MalformedRowTally;
  readonly #scanner: RowScanner;
  #hasHeader = false;
  #isClosed = false;
  #rowCount = 0;

  /** Throws InvalidInput for options that cannot be used. */
  constructor(sink: RowSink, options: CsvReaderOptions = {}) {
    const { maxMalformedRows = 0, ...given } = options;
    const dialect = { ...DEFAULT_CSV_DIALECT, ...given };
    assertCsvDialect(dialect);
    this.#sink = sink;
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#tally = new MalformedRowTally(maxMalformedRows);
    this.#scanner = new RowScanner(dialect, this.#tally);
  }

  /** The rows left out so far. */
  get malformedRows(): MalformedRows {
    const { count, first } = this.#tally;
    return { count, first };
  }

  /** Throws InvalidInput, naming the line, when the file breaks the grammar; the reader is of no use afterwards. */
  push(chunk: Uint8Array): void {
    if (this.#isClosed) throw new Error('The reader is finished or has failed; create another one.');
    this.#isClosed = true;
    for (let from = 0; from < chunk.length; from += SLICE_BYTES) {
      this.#take(chunk.subarray(from, from + SLICE_BYTES));
    }
    this.#isClosed = false;
  }

  /** The number of rows after the header. Throws InvalidInput when the file is empty or ends within a quoted field. */
  finish(): number {
    if (this.#isClosed) throw new Error('The reader is finished or has failed; create another one.');
    this.#isClosed = true;
    if (!this.#hasHeader && this.#scanner.pending.length === 0) {
      throw invalidFile('The file is empty; a header line was expected.');
    }
    if (this.#scanner.pending.length > 0) this.#take(Uint8Array.of(LF));
    if (this.#scanner.pending.length > 0) {
      throw invalidFile(`The row that starts at line ${this.#scanner.line} ends within a quoted field.`);
    }
    return this.#rowCount;
  }

  #take(bytes: Uint8Array): void {
    this.#scanner.append(bytes);
    // No row can end here: saves scanning the start of a row again for every small chunk.
    if (!bytes.includes(LF)) return;
    if (!this.#hasHeader && !this.#readHeader()) return;
    for (let batch = this.#next(); batch !== undefined; batch = this.#next()) {
      this.#rowCount += batch.rowCount;
      this.#sink.rows(batch);
    }
  }

  #next(): CsvRowBatch | undefined {
    const { roomLayout } = this.#scanner;
    return this.#scanner.next(roomLayout && this.#sink.numberRoom?.(roomLayout));
  }

  #readHeader(): boolean {
    const { pending } = this.#scanner;
    const markLength = byteOrderMarkLength(pending);
    this.#scanner.skip(markLength);
    const fieldBound = countByte(pending, this.#delimiter) + 1;
    const slots = Int32Array.from({ length: fieldBound }, (_, field) => field);
    const numberSlots = new Int32Array(0);
    this.#scanner.select({ slots, numberSlots, columnCount: fieldBound, width: 0, maxRows: 1 });
    const batch = this.#scanner.next();
    if (batch === undefined) {
      this.#scanner.skip(-markLength);
      return false;
    }
    const names = toNames(batch, this.#scanner.fieldCount);
    this.#hasHeader = true;
    this.#select(names.length, this.#sink.header(names));
    return true;
  }

  #select(width: number, wanted: readonly (number | NumberColumn)[]): void {
    const slots = new Int32Array(width).fill(-1);
    const numberSlots = new Int32Array(width).fill(-1);
    wanted.forEach((column, slot) => {
      const position = typeof column === 'number' ? column : column.position;
      if (slots[position] !== -1)
        throw new Error(`Column ${position} of ${width} is wanted twice or is not there.`);
      slots[position] = slot;
      if (typeof column !== 'number') numberSlots[position] = slot;
    });
    this.#scanner.select({ slots, numberSlots, columnCount: wanted.length, width });
  }
}

function byteOrderMarkLength(bytes: Uint8Array): number {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw invalidFile('The file is UTF-16; write it as UTF-8.');
  }
  return BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0;
}

/** (The runtime's own search: a loop would not be compiled yet.) */
function countByte(bytes: Uint8Array, wanted: number): number {
  let count = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) count += 1;
  return count;
}

function toNames(header: CsvRowBatch, fieldCount: number): string[] {
  const names = new Set<string>();
  for (let field = 0; field < fieldCount; field += 1) {
    const name = decodeText(header.bytes.subarray(header.starts[field], header.ends[field]));
    if (name === undefined) throw invalidFile(`Line 1, the header, is not UTF-8 in column ${field + 1}.`);
    if (names.has(name)) throw invalidFile(`Line 1 names the column '${name}' more than once.`);
    names.add(name);
  }
  if (names.size === 1 && names.has('')) throw invalidFile('Line 1 is empty; a header line was expected.');
  return [...names];
}
