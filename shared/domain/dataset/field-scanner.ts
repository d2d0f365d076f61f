import type { ByteWindow } from './byte-window.ts';

const TAB = 9;
const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

/** Finds the ends of fields by RFC 4180, whatever is in them. */
export class FieldScanner {
  /** The content of the field scanned last: without its quotes, doubled quotes undone. */
  start = 0;
  end = 0;
  /** What is wrong with the row, to be read after 'line 7 '. */
  problem: string | undefined;
  /** Line breaks within the row's quoted fields so far. */
  lineBreaks = 0;
  readonly #window: ByteWindow;
  readonly #delimiter: number;
  /** 1 for the bytes that need a closer look. */
  readonly #special = new Uint8Array(256);

  constructor(window: ByteWindow, delimiter: number) {
    this.#window = window;
    this.#delimiter = delimiter;
    for (const byte of [delimiter, QUOTE, CR, LF]) this.#special[byte] = 1;
  }

  beginRow(): void {
    this.problem = undefined;
    this.lineBreaks = 0;
  }

  /**
   * Answers where the delimiter or line feed behind the field at `start` is; the end of the window or more when the
   * field does not end within it. With a `problem`, it is where the problem is.
   */
  scan(start: number): number {
    const { bytes } = this.#window;
    const special = this.#special;
    let at = start;
    while (special[bytes[at] ?? 0] === 0) at += 1;
    this.start = start;
    this.end = at;
    const byte = bytes[at];
    if (byte === this.#delimiter || byte === LF) return at;
    if (byte === QUOTE && at === start) return this.#scanQuoted(start + 1);
    if (byte === QUOTE) return this.#fail(at, 'has a quote inside a field that does not start with one');
    return this.#lineEndAt(at);
  }

  /** `start` is behind the opening quote. */
  #scanQuoted(start: number): number {
    const { bytes, length } = this.#window;
    let hasDoubledQuote = false;
    let at = start;
    for (; at < length; at += 1) {
      const byte = bytes[at];
      if (byte === LF) this.lineBreaks += 1;
      if (byte !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) break;
      hasDoubledQuote = true;
      at += 1;
    }
    if (at >= length) return length;
    this.#keep(start, at, hasDoubledQuote);
    const following = bytes[at + 1];
    if (following === this.#delimiter || following === LF) return at + 1;
    if (following === CR) return this.#lineEndAt(at + 1);
    return this.#fail(at + 1, `has text between a closing quote and the next ${nameOf(this.#delimiter)}`);
  }

  #keep(start: number, end: number, hasDoubledQuote: boolean): void {
    this.start = start;
    this.end = end;
    if (!hasDoubledQuote) return;
    const rewritten = this.#window.rewrite(start, end, QUOTE);
    this.start = rewritten.start;
    this.end = rewritten.end;
  }

  /** Where the line feed behind the carriage return is. */
  #lineEndAt(carriageReturn: number): number {
    if (this.#window.bytes[carriageReturn + 1] === LF) return carriageReturn + 1;
    return this.#fail(
      carriageReturn,
      'has a carriage return that no line feed follows; end lines with LF or CRLF',
    );
  }

  #fail(at: number, problem: string): number {
    this.problem = problem;
    return at;
  }
}

function nameOf(delimiter: number): string {
  if (delimiter === COMMA) return 'comma';
  return delimiter === TAB ? 'tab' : `'${String.fromCharCode(delimiter)}'`;
}
