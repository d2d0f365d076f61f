import type { ByteWindow } from './byte-window.ts';
import { byColumn, byRow, type NumberLayout, type NumberRoom, sizeOf } from './number-room.ts';
import { POWERS_OF_TEN } from './exact-arithmetic.ts';
import { placeDigits } from './place-digits.ts';

const LF = 10;
const CR = 13;
const MINUS = 45;
const ZERO = 48;
/** As many digits as are sure to fit in 31 bits. */
const MAX_WHOLE_DIGITS = 9;
const MAX_PLACES = 22;
/** Up to here every whole number is a double. */
const EXACT = 2 ** 53;
/** Divisors: 10^places, and behind them −10^places, which gives a zero its sign. */
const SIGNED_POWERS = Float64Array.of(...POWERS_OF_TEN, ...POWERS_OF_TEN.map((power) => -power));
const NONE = -1;
const NOT_PLAIN = -1;

export interface WantedNumbers {
  /** For each field of a row the column of the batch that takes its number, or -1. */
  readonly slots: Int32Array;
  readonly columnCount: number;
  readonly rowCount: number;
  /** Where the fields that are no numbers are noted; see RowBatch. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export interface NumberNotation {
  /** The bytes between fields and before a fraction; `point` is -1 where there are no fractions. */
  readonly delimiter: number;
  readonly point: number;
}

/**
 * The numbers of a batch, column by column, and the fast way to fill them: one pass that finds the end of a field by
 * reading its number. It knows empty fields and plain numbers only, a minus or none, at most 9 digits, and a point with at most
 * 22 digits or none, and of these only those whose double is beyond doubt. All other fields are left to the slower
 * way, which must agree bit for bit wherever both can tell.
 */
export class NumberColumns {
  /** The field at which the last run ended. */
  field = 0;
  /** For each column of the batch its numbers; undefined for those that are not wanted as such. */
  readonly columns: readonly (Float64Array | undefined)[];
  /** The layout of a room that is given. */
  readonly roomLayout: NumberLayout;
  /** The fields that were set to NaN, as `row * columnCount + column`; of the rows that were kept, so many. */
  readonly gaps: Int32Array;
  gapCount = 0;
  readonly #window: ByteWindow;
  readonly #delimiter: number;
  readonly #point: number;
  readonly #slots: Int32Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #own: NumberRoom;
  readonly #ownOffsets: Int32Array;
  #gapEnd = 0;
  #values: Float64Array;
  #offsets: Int32Array;
  #rowStep = 1;

  constructor(window: ByteWindow, notation: NumberNotation, wanted: WantedNumbers) {
    const { slots, columnCount, rowCount } = wanted;
    this.#starts = wanted.starts;
    this.#ends = wanted.ends;
    this.#window = window;
    this.#delimiter = notation.delimiter;
    this.#point = notation.point;
    // The last entry stands for the fields of a row that has too many.
    this.#slots = Int32Array.of(...slots, NONE);
    const present = new Set(slots.filter((slot) => slot >= 0));
    const layout = byColumn(present.size === 0 ? 0 : rowCount, columnCount);
    const { columnStep } = layout;
    const values = new Float64Array(sizeOf(layout));
    this.#own = { layout, values };
    this.#ownOffsets = this.#slots.map((slot) => (slot < 0 ? NONE : slot * columnStep));
    this.columns = Array.from({ length: columnCount }, (_, slot) =>
      present.has(slot) ? values.subarray(slot * columnStep, slot * columnStep + rowCount) : undefined,
    );
    this.roomLayout = byRow(rowCount, columnCount);
    this.gaps = new Int32Array(rowCount * columnCount);
    this.#values = values;
    this.#offsets = this.#ownOffsets;
  }

  /** Begins a batch, whose numbers go into the room where one is given, and else into `columns`. */
  begin(room: NumberRoom | undefined): void {
    this.gapCount = 0;
    this.#values = (room ?? this.#own).values;
    this.#rowStep = (room ?? this.#own).layout.rowStep;
    this.#offsets = room === undefined ? this.#ownOffsets : this.#slots;
  }

  /** Begins a row, in the place of the last one unless that was kept. */
  beginRow(): void {
    this.#gapEnd = this.gapCount;
  }

  keepRow(): void {
    this.gapCount = this.#gapEnd;
  }

  /** Whether the number of this field is wanted. */
  has(field: number): boolean {
    return field < this.#slots.length && (this.#slots[field] ?? NONE) >= 0;
  }

  set(field: number, row: number, value: number): void {
    this.#values[(this.#offsets[field] ?? NONE) + row * this.#rowStep] = value;
    if (!Number.isNaN(value)) return;
    this.gaps[this.#gapEnd] = row * this.columns.length + (this.#slots[field] ?? NONE);
    this.#gapEnd += 1;
  }

  /**
   * Reads fields from `start` on as long as each is a wanted and plain number. Answers where the first other field
   * starts, or, behind a line feed, where the next row does; `field` tells how far that is.
   *
   * Written out in one, without calls: that is an eighth faster. Four digits of a fraction are read as one word.
   */
  readRun(start: number, field: number, row: number): number {
    const { view } = this.#window;
    const offsets = this.#offsets;
    const base = row * this.#rowStep;
    const values = this.#values;
    const delimiter = this.#delimiter;
    const point = this.#point;
    for (;;) {
      const offset = offsets[field] ?? NONE;
      if (offset < 0) break;
      // Arithmetic instead of a branch, which would be wrong for half of all numbers.
      const minus = ((view.getUint8(start) ^ MINUS) - 1) >>> 31;
      let at = start + minus;
      let byte = view.getUint8(at);
      const from = at;
      let whole = 0;
      while ((byte - ZERO) >>> 0 <= 9) {
        whole = (Math.imul(whole, 10) + byte - ZERO) | 0;
        at += 1;
        byte = view.getUint8(at);
      }
      const wholeDigits = at - from;
      if (wholeDigits > MAX_WHOLE_DIGITS) break;
      let fraction = 0;
      let places = 0;
      let isLong = false;
      if (byte === point) {
        at += 1;
        const pointAt = at;
        const word = view.getInt32(at, true);
        if (isFourDigits(word)) {
          fraction = fourDigits(word);
          at += 4;
          byte = view.getUint8(at);
          isLong = (byte - ZERO) >>> 0 <= 9 && isFourDigits(view.getInt32(at, true));
        } else {
          byte = view.getUint8(at);
        }
        while (!isLong && (byte - ZERO) >>> 0 <= 9) {
          fraction = (Math.imul(fraction, 10) + byte - ZERO) | 0;
          at += 1;
          byte = view.getUint8(at);
        }
        places = at - pointAt;
      }
      const index = offset + base;
      if (isLong) {
        at = this.#readLong(at - 4, whole, index);
        if (at < 0) break;
        if (minus > 0) values[index] = -(values[index] ?? NaN);
        byte = view.getUint8(at);
      } else {
        const power = POWERS_OF_TEN[places] ?? NaN;
        const digits = whole * power + fraction;
        if (at === start && byte === delimiter) {
          this.#setEmpty(start, field, row);
        } else {
          if (wholeDigits + places === 0 || digits >= EXACT) break;
          values[index] = digits / (SIGNED_POWERS[minus * POWERS_OF_TEN.length + places] ?? NaN);
        }
      }
      if (byte === delimiter) {
        start = at + 1;
        field += 1;
        continue;
      }
      if (byte === CR) {
        at += 1;
        byte = view.getUint8(at);
      }
      if (byte !== LF) break;
      start = at + 1;
      field += 1;
      break;
    }
    this.field = field;
    return start;
  }

  /** The most common field that is no number. */
  #setEmpty(at: number, field: number, row: number): void {
    const cell = row * this.columns.length + (this.#slots[field] ?? NONE);
    this.#starts[cell] = at;
    this.#ends[cell] = at;
    this.set(field, row, NaN);
  }

  /** The same for the fraction at `start`, of 8 digits or more; `whole` is what stands before the point. */
  #readLong(start: number, whole: number, index: number): number {
    const { view } = this.#window;
    const first =
      fourDigits(view.getInt32(start, true)) * 10_000 + fourDigits(view.getInt32(start + 4, true));
    const head = whole * 1e8 + first;
    let at = start + 8;
    let tail = 0;
    for (let word = view.getInt32(at, true); isFourDigits(word); word = view.getInt32(at, true)) {
      tail = tail * 10_000 + fourDigits(word);
      at += 4;
    }
    for (let digit = view.getUint8(at) - ZERO; digit >>> 0 <= 9; digit = view.getUint8(at) - ZERO) {
      tail = tail * 10 + digit;
      at += 1;
    }
    const places = at - start;
    if (places > MAX_PLACES || head >= EXACT) return NOT_PLAIN;
    const magnitude = placeDigits(head, tail, places);
    this.#values[index] = magnitude;
    return Number.isNaN(magnitude) ? NOT_PLAIN : at;
  }
}

/** Whether the four bytes of a little-endian word are digits: no byte may leave 0…9 once '0' is taken away. */
function isFourDigits(word: number): boolean {
  const digits = word ^ 0x30303030;
  return ((digits | (digits + 0x06060606)) & 0xf0f0f0f0) === 0;
}

/** Their number: pairs by one multiplication, the pair of pairs by a second (Lemire, "Quickly parsing eight digits"). */
function fourDigits(word: number): number {
  const pairs = (Math.imul(word ^ 0x30303030, 2561) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 6553601) >>> 16;
}
