import { ByteWindow } from './byte-window.ts';
import type { CsvDialect } from './csv-dialect.ts';
import type { InvalidInput } from '../errors.ts';
import { FieldScanner } from './field-scanner.ts';
import { invalidFile } from './invalid-file.ts';
import type { MalformedRow, MalformedRowTally } from './malformed-rows.ts';
import { NumberColumns, type NumberNotation } from './number-columns.ts';
import type { NumberLayout, NumberRoom } from './number-room.ts';
import { parseDecimal } from './parse-decimal.ts';
import { parseDecimalComma } from './parse-decimal-comma.ts';
import type { CsvRowBatch } from './row-batch.ts';

const LF = 10;
const CR = 13;
const COMMA = 44;
const POINT = 46;
const NO_POINT = -1;
const INCOMPLETE = -1;
const NONE = -1;
const MAX_ROW_BYTES = 4 * 1024 * 1024;
const MAX_BATCH_FIELDS = 16_384;
const MAX_BATCH_ROWS = 4_096;

/** Which fields of a row are wanted: `slots[field]` is the column in the batch, or -1. */
export interface RowLayout {
  readonly slots: Int32Array;
  /** The same for those that are wanted as numbers. */
  readonly numberSlots: Int32Array;
  readonly columnCount: number;
  /** Fields that each row must have; 0 while the header is being read. */
  readonly width: number;
  readonly maxRows?: number;
}

/**
 * Finds rows and fields in bytes that arrive in pieces. A row that is not complete is scanned again when there are
 * more.
 *
 * A row is malformed when it has a quote inside a field that does not start with one, text behind a closing quote, a
 * carriage return that no line feed follows, another number of fields than the header, or when it is an empty line
 * with more rows behind it. Up to the place of such a fault quotes are trusted: line breaks within a quoted field
 * that was closed are text. From there on they are not: the row ends at the next line feed, in quotes or not. A wrong
 * number of fields is no fault of a place; such a row ends where it says. A quote that is never closed fails the
 * file, since nothing behind it can be trusted: at its end, or when the row has grown beyond 4 MiB.
 */
export class RowScanner {
  readonly #window = new ByteWindow();
  readonly #fields: FieldScanner;
  readonly #tally: MalformedRowTally;
  readonly #notation: NumberNotation;
  readonly #parse: typeof parseDecimal;
  #line = 1;
  #blankLines = 0;
  #fieldCount = 0;
  #width = 0;
  #columnCount = 0;
  #maxRows = 0;
  #slots: Int32Array = new Int32Array(0);
  #starts = new Int32Array(0);
  #ends = new Int32Array(0);
  #lines = new Float64Array(0);
  #numbers: NumberColumns;
  #hasNumbers = false;

  constructor({ delimiter, decimalComma }: CsvDialect, tally: MalformedRowTally) {
    const delimiterByte = delimiter.charCodeAt(0);
    const point = decimalComma ? COMMA : POINT;
    this.#fields = new FieldScanner(this.#window, delimiterByte);
    this.#tally = tally;
    this.#notation = { delimiter: delimiterByte, point: point === delimiterByte ? NO_POINT : point };
    this.#parse = decimalComma ? parseDecimalComma : parseDecimal;
    this.#numbers = new NumberColumns(this.#window, this.#notation, {
      ...{ slots: this.#slots, columnCount: 0, rowCount: 0 },
      ...{ starts: this.#starts, ends: this.#ends },
    });
  }

  /** Bytes that belong to no finished row yet. */
  get pending(): Uint8Array {
    return this.#window.pending;
  }

  /** The line, from 1, at which the next row starts. */
  get line(): number {
    return this.#line;
  }

  /** How many fields the row scanned last had. */
  get fieldCount(): number {
    return this.#fieldCount;
  }

  /** What a room for the numbers of a batch has to have; undefined where none are wanted. */
  get roomLayout(): NumberLayout | undefined {
    return this.#hasNumbers ? this.#numbers.roomLayout : undefined;
  }

  /** Passes over bytes that are no part of a row, such as a byte order mark; negative to take that back. */
  skip(byteCount: number): void {
    this.#window.position += byteCount;
  }

  select(layout: RowLayout): void {
    const { columnCount, width } = layout;
    const rows = Math.min(MAX_BATCH_ROWS, Math.ceil(MAX_BATCH_FIELDS / Math.max(1, columnCount)));
    const rowCount = layout.maxRows ?? rows;
    this.#width = width;
    this.#columnCount = columnCount;
    this.#maxRows = rowCount;
    // The last entry stands for all fields beyond the width.
    this.#slots = layout.slots;
    this.#starts = new Int32Array(rowCount * columnCount);
    this.#ends = new Int32Array(rowCount * columnCount);
    this.#lines = new Float64Array(rowCount);
    this.#hasNumbers = layout.numberSlots.some((slot) => slot >= 0);
    this.#numbers = new NumberColumns(this.#window, this.#notation, {
      slots: layout.numberSlots,
      ...{ columnCount, rowCount },
      ...{ starts: this.#starts, ends: this.#ends },
    });
  }

  /** Throws InvalidInput when a single row grows beyond 4 MiB, as it does behind a quote that is never closed. */
  append(chunk: Uint8Array): void {
    if (this.#window.length - this.#window.position > MAX_ROW_BYTES) {
      // A fault within the first 4 MiB comes before their end, however the file was cut.
      this.#scanRow(this.#window.position, 0);
      throw this.#tooLong();
    }
    this.#window.append(chunk);
  }

  /**
   * The next complete rows, their numbers in the room where one is given; undefined when more bytes are needed. Throws
   * InvalidInput naming the line.
   */
  next(room?: NumberRoom): CsvRowBatch | undefined {
    const window = this.#window;
    let rowCount = 0;
    this.#numbers.begin(room);
    window.forgetRewritten();
    while (rowCount < this.#maxRows) {
      const start = window.position;
      const blankEnd = this.#blankLineEnd(start);
      if (blankEnd !== INCOMPLETE) {
        this.#blankLines += 1;
        this.#line += 1;
        window.position = blankEnd;
        continue;
      }
      const end = this.#scanRow(start, rowCount);
      if (end === INCOMPLETE) break;
      if (end - start > MAX_ROW_BYTES) throw this.#tooLong();
      if (this.#accepts()) {
        this.#lines[rowCount] = this.#line;
        this.#numbers.keepRow();
        rowCount += 1;
      }
      this.#line += 1 + this.#fields.lineBreaks;
      window.position = end;
    }
    return rowCount === 0 ? undefined : this.#toBatch(rowCount);
  }

  #toBatch(rowCount: number): CsvRowBatch {
    return {
      bytes: this.#window.bytes,
      rowCount,
      columnCount: this.#columnCount,
      starts: this.#starts,
      ends: this.#ends,
      lines: this.#lines,
      numbers: this.#numbers.columns,
      gaps: this.#numbers.gaps,
      gapCount: this.#numbers.gapCount,
    };
  }

  /** In a file of one column an empty line is a row whose field is empty; elsewhere it is no row. */
  #blankLineEnd(at: number): number {
    if (this.#width <= 1) return INCOMPLETE;
    const { bytes, length } = this.#window;
    const lineFeed = bytes[at] === CR ? at + 1 : at;
    return bytes[lineFeed] === LF && lineFeed < length ? lineFeed + 1 : INCOMPLETE;
  }

  /** Whether the row scanned last is to be delivered. One that is not has been noted. */
  #accepts(): boolean {
    // Empty lines are common at the end of a file; one in the middle is a row that has lost its fields.
    if (this.#blankLines > 0) this.#noteBlankLines();
    const { problem = this.#widthProblem() } = this.#fields;
    if (problem === undefined) return true;
    this.#note({ line: this.#line, problem });
    return false;
  }

  #widthProblem(): string | undefined {
    if (this.#width === 0 || this.#fieldCount === this.#width) return undefined;
    return `has ${this.#fieldCount} ${this.#fieldCount === 1 ? 'field' : 'fields'}; the header has ${this.#width}`;
  }

  #noteBlankLines(): void {
    for (let line = this.#line - this.#blankLines; line < this.#line; line += 1) {
      this.#note({ line, problem: 'is empty, but more rows follow' });
    }
    this.#blankLines = 0;
  }

  #note(row: MalformedRow): void {
    // Without a header nothing is known about a file.
    if (this.#width === 0) throw invalidFile(`Line ${row.line} ${row.problem}.`);
    this.#tally.add(row);
  }

  /** Records the fields of the row at `rowStart`; answers where the next row starts, or INCOMPLETE. */
  #scanRow(rowStart: number, row: number): number {
    const { bytes, length } = this.#window;
    const fields = this.#fields;
    const slots = this.#slots;
    const base = row * this.#columnCount;
    fields.beginRow();
    this.#numbers.beginRow();
    let start = rowStart;
    for (let field = 0; ; field += 1) {
      if (this.#hasNumbers && field < slots.length) {
        const from = field;
        start = this.#numbers.readRun(start, field, row);
        field = this.#numbers.field;
        if (field > from && bytes[start - 1] === LF) return this.#endRow(start, field);
      }
      const at = fields.scan(start);
      if (at >= length) return INCOMPLETE;
      if (fields.problem !== undefined) return this.#skipRow(rowStart, at);
      const slot = field < slots.length ? (slots[field] ?? NONE) : NONE;
      if (slot >= 0) {
        this.#starts[base + slot] = fields.start;
        this.#ends[base + slot] = fields.end;
        if (this.#hasNumbers) this.#parseField(field, row);
      }
      start = at + 1;
      if (bytes[at] === LF) return this.#endRow(start, field + 1);
    }
  }

  #parseField(field: number, row: number): void {
    if (!this.#numbers.has(field)) return;
    const { start, end } = this.#fields;
    this.#numbers.set(field, row, this.#parse(this.#window.bytes, start, end));
  }

  /** The line feed that stops a search at the end of the window is none of the file's. */
  #endRow(end: number, fieldCount: number): number {
    this.#fieldCount = fieldCount;
    return end > this.#window.length ? INCOMPLETE : end;
  }

  /** Passes over the rest of a malformed row. Throws InvalidInput at once when it is one too many. */
  #skipRow(rowStart: number, faultAt: number): number {
    const fields = this.#fields;
    if (faultAt - rowStart >= MAX_ROW_BYTES) throw this.#tooLong();
    if (fields.lineBreaks > 0) {
      fields.problem = `${fields.problem ?? ''} (at line ${this.#line + fields.lineBreaks})`;
    }
    if (this.#width === 0 || !this.#tally.hasRoomFor(this.#blankLines + 1)) this.#accepts();
    const lineFeed = this.#window.bytes.indexOf(LF, faultAt);
    return lineFeed < this.#window.length ? lineFeed + 1 : INCOMPLETE;
  }

  #tooLong(): InvalidInput {
    return invalidFile(`Line ${this.#line} starts a row longer than 4 MiB; is a quote left open?`);
  }
}
