import type { MalformedRow } from '../../../shared/domain/dataset/malformed-rows.ts';

export interface ReferenceOptions {
  readonly delimiter: string;
  readonly maxMalformedRows: number;
}

export interface ReferenceFile {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line of each row. */
  readonly lines: readonly number[];
  readonly malformed: { readonly count: number; readonly first: readonly MalformedRow[] };
}

/** Thrown with the message with which a reader should refuse the file. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

type State =
  'row-start' | 'field-start' | 'unquoted' | 'quoted' | 'quote-in-quoted' | 'carriage-return' | 'lost';

interface Row {
  readonly line: number;
  readonly fields: string[];
  problem: string | undefined;
  isEmptyLine: boolean;
}

const NAMES: Readonly<Record<string, string>> = { ',': 'comma', '\t': 'tab' };

/** The whole of a file in memory, character by character. */
export function readReference(file: string, options: ReferenceOptions): ReferenceFile {
  if (file === '') throw new Refusal('The file is empty; a header line was expected.');
  const { rows, isCutOff } = split(file.startsWith('\ufeff') ? file.slice(1) : file, options.delimiter);
  const unfinished = isCutOff ? rows.pop() : undefined;
  const [header, ...others] = rows;
  if (header === undefined) throw cutOff(unfinished);
  const names = toNames(header);
  const good: Row[] = [];
  const bad: MalformedRow[] = [];
  let emptyLines: number[] = [];
  const note = (line: number, problem: string): void => {
    bad.push({ line, problem });
    if (bad.length > options.maxMalformedRows) throw tooMany(bad, options.maxMalformedRows);
  };
  for (const row of others) {
    if (row.isEmptyLine && names.length > 1) {
      emptyLines.push(row.line);
      continue;
    }
    for (const line of emptyLines) note(line, 'is empty, but more rows follow');
    emptyLines = [];
    if (row.problem !== undefined) note(row.line, row.problem);
    else if (row.fields.length !== names.length) {
      const fields = row.fields.length === 1 ? '1 field' : `${row.fields.length} fields`;
      note(row.line, `has ${fields}; the header has ${names.length}`);
    } else good.push(row);
  }
  if (unfinished !== undefined) throw cutOff(unfinished);
  return {
    names,
    rows: good.map((row) => row.fields),
    lines: good.map((row) => row.line),
    malformed: { count: bad.length, first: bad.slice(0, 20) },
  };
}

/** All rows of a file, and whether the last one ends within quotes. */
function split(text: string, delimiter: string): { readonly rows: Row[]; readonly isCutOff: boolean } {
  const splitter = new Splitter(delimiter);
  for (const character of text) splitter.take(character);
  // An empty file has one line.
  if (text === '') splitter.take('\n');
  return { isCutOff: splitter.end(), rows: splitter.rows };
}

class Splitter {
  readonly rows: Row[] = [];
  readonly #delimiter: string;
  #state: State = 'row-start';
  #line = 1;
  #row: Row = emptyRow(1);
  #field = '';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  take(character: string): void {
    if (this.#state === 'row-start') this.#row = emptyRow(this.#line);
    if (character !== '\n' && character !== '\r') this.#row.isEmptyLine = false;
    this.#state = this.#next(character);
    if (character === '\n') this.#line += 1;
  }

  /** A last line may lack its end, or half of it. Answers whether it lacks a quote. */
  end(): boolean {
    if (this.#state === 'quoted') this.rows.push(this.#row);
    else if (this.#state !== 'row-start') this.take('\n');
    return this.#state === 'quoted';
  }

  #next(character: string): State {
    switch (this.#state) {
      case 'row-start':
      case 'field-start':
        return character === '"' ? 'quoted' : (this.#endedBy(character) ?? this.#add(character, 'unquoted'));
      case 'unquoted':
        if (character === '"') return this.#lose('has a quote inside a field that does not start with one');
        return this.#endedBy(character) ?? this.#add(character, 'unquoted');
      case 'quoted':
        return character === '"' ? 'quote-in-quoted' : this.#add(character, 'quoted');
      case 'quote-in-quoted':
        if (character === '"') return this.#add('"', 'quoted');
        return this.#endedBy(character) ?? this.#lose(this.#afterQuote());
      case 'carriage-return':
        if (character === '\n') return this.#endRow();
        return this.#lose('has a carriage return that no line feed follows; end lines with LF or CRLF');
      case 'lost':
        return character === '\n' ? this.#endRow() : 'lost';
    }
  }

  #endedBy(character: string): State | undefined {
    if (character === '\n') return this.#endRow();
    if (character === '\r') return 'carriage-return';
    if (character !== this.#delimiter) return undefined;
    this.#endField();
    return 'field-start';
  }

  #add(character: string, state: State): State {
    this.#field += character;
    return state;
  }

  #endField(): void {
    this.#row.fields.push(this.#field);
    this.#field = '';
  }

  #endRow(): State {
    this.#endField();
    this.rows.push(this.#row);
    return 'row-start';
  }

  #lose(problem: string): State {
    this.#row.isEmptyLine = false;
    this.#row.problem = this.#line === this.#row.line ? problem : `${problem} (at line ${this.#line})`;
    return 'lost';
  }

  #afterQuote(): string {
    return `has text between a closing quote and the next ${NAMES[this.#delimiter] ?? `'${this.#delimiter}'`}`;
  }
}

function emptyRow(line: number): Row {
  return { line, fields: [], problem: undefined, isEmptyLine: true };
}

function toNames({ fields, problem }: Row): readonly string[] {
  if (problem !== undefined) throw new Refusal(`Line 1 ${problem}.`);
  fields.forEach((name, index) => {
    if (fields.indexOf(name) < index) {
      throw new Refusal(`Line 1 names the column '${name}' more than once.`);
    }
  });
  if (fields.join() === '' && fields.length === 1) {
    throw new Refusal('Line 1 is empty; a header line was expected.');
  }
  return fields;
}

function cutOff(row: Row | undefined): Refusal {
  return new Refusal(`The row that starts at line ${row?.line ?? 1} ends within a quoted field.`);
}

function tooMany(bad: readonly MalformedRow[], limit: number): Refusal {
  const [first] = bad;
  if (limit === 0) return new Refusal(`Line ${first?.line ?? 0} ${first?.problem ?? ''}.`);
  const listed = bad.slice(0, 20).map(({ line, problem }) => `line ${line} ${problem}`);
  const rest = bad.length > 20 ? ` and ${bad.length - 20} more, line ${bad.at(-1)?.line ?? 0} the last` : '';
  return new Refusal(`More than ${limit} rows are malformed: ${listed.join('; ')}${rest}.`);
}

/** The number that a field is, by Number and a pattern; NaN when it is none. */
export function referenceNumber(field: string, decimalComma: boolean): number {
  const text = field.replace(/^[ \t]+|[ \t]+$/g, '');
  const pattern = decimalComma
    ? /^[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?$/
    : /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
  if (/^[+-]?Infinity$/.test(text)) return Number(text);
  return pattern.test(text) ? Number(text.replace(',', '.')) : NaN;
}
