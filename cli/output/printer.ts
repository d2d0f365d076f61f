import { toCsv, type CsvValue } from '../../shared/contracts/http/to-csv.ts';
import type { Output } from '../surroundings.ts';
import { cellText } from './cell-text.ts';
import { bold, coloured } from './colours.ts';
import type { Column } from './column.ts';
import { toTable } from './table.ts';

export interface PrinterSettings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly format: 'people' | 'json' | 'csv';
  readonly hasColours: boolean;
  readonly timeZone: string;
}

/** Prints what a command has to show: tables for people, JSON or CSV for machines. Notes go to standard error. */
export class Printer {
  readonly #settings: PrinterSettings;
  #hasProgress = false;

  constructor(settings: PrinterSettings) {
    this.#settings = settings;
  }

  get format(): PrinterSettings['format'] {
    return this.#settings.format;
  }

  get timeZone(): string {
    return this.#settings.timeZone;
  }

  /** Rows of a table. `empty` is said in place of a table without rows. */
  list(rows: readonly unknown[], columns: readonly Column[], empty = 'There is nothing to show.'): void {
    const { format, timeZone, stdout, hasColours } = this.#settings;
    if (format === 'json') this.json(rows);
    else if (format === 'csv') this.csv(rows, columns);
    else if (rows.length === 0) this.note(empty);
    else {
      const shown = withoutEmpty(rows, columns, timeZone);
      const cells = rows.map((row) =>
        shown.map(({ valueOf, kind }) => cellText(valueOf(row), kind, timeZone)),
      );
      const isWord = shown.map(({ kind }) => kind === 'word');
      const style = {
        maxWidth: stdout.isTty ? stdout.columns : undefined,
        header: (title: string) => (hasColours ? bold(title) : title),
        cell: (text: string, at: number) => (hasColours && isWord[at] === true ? coloured(text) : text),
      };
      this.text(
        toTable(
          shown.map(({ title }) => title),
          cells,
          style,
        ),
      );
    }
  }

  /** One thing, a line for each of its fields that are there. */
  item(value: unknown, columns: readonly Column[]): void {
    const { format, timeZone, hasColours } = this.#settings;
    if (format === 'json') this.json(value);
    else if (format === 'csv') this.csv([value], columns);
    else {
      const lines = columns
        .map(({ title, valueOf, kind }) => ({ title, kind, text: cellText(valueOf(value), kind, timeZone) }))
        .filter(({ text }) => text !== '');
      const width = Math.max(...lines.map(({ title }) => title.length));
      for (const { title, kind, text } of lines) {
        const name = `${title}:`.padEnd(width + 2);
        this.line(
          `${hasColours ? bold(name) : name}${hasColours && kind === 'word' ? coloured(text) : text}`,
        );
      }
    }
  }

  /** A part of something for people, under a heading of its own; machines have it in the whole. */
  section(heading: string, rows: readonly unknown[], columns: readonly Column[]): void {
    if (this.format !== 'people' || rows.length === 0) return;
    this.line(`\n${this.#settings.hasColours ? bold(heading) : heading}`);
    this.list(rows, columns);
  }

  json(value: unknown): void {
    this.text(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  csv(rows: readonly unknown[], columns: readonly Column[]): void {
    const header = columns.map(({ title }) => camelCase(title));
    const cells = rows.map((row) => columns.map(({ valueOf }) => csvValue(valueOf(row))));
    this.text(toCsv(header, cells));
  }

  /** What was done, in a sentence; machines get the answer in its place. */
  done(sentence: string, answer: unknown): void {
    if (this.format === 'json') this.json(answer);
    else if (this.format === 'people') this.line(sentence);
    else this.note(sentence);
  }

  line(text: string): void {
    this.text(`${text}\n`);
  }

  text(text: string): void {
    this.#endProgress();
    this.#settings.stdout.write(text);
  }

  /** A remark for people, whatever the format. */
  note(text: string): void {
    this.#endProgress();
    this.#settings.stderr.write(`${text}\n`);
  }

  /** How far long work is: on a terminal one line that changes, else nothing. */
  progress(text: string): void {
    if (!this.#settings.stderr.isTty) return;
    this.#settings.stderr.write(`\r\u001b[K${text}`);
    this.#hasProgress = true;
  }

  #endProgress(): void {
    if (this.#hasProgress) this.#settings.stderr.write('\r\u001b[K');
    this.#hasProgress = false;
  }
}

/** For people, without the columns that say nothing of any row; the first one always. */
function withoutEmpty(
  rows: readonly unknown[],
  columns: readonly Column[],
  timeZone: string,
): readonly Column[] {
  return columns.filter(
    ({ valueOf, kind }, index) =>
      index === 0 || rows.some((row) => cellText(valueOf(row), kind, timeZone) !== ''),
  );
}

function csvValue(value: unknown): CsvValue {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(';');
  return JSON.stringify(value);
}

function camelCase(title: string): string {
  return title.replaceAll(
    /[^A-Za-z0-9]+(.)?/g,
    (_all, letter: string | undefined) => letter?.toUpperCase() ?? '',
  );
}
