import type { DecodedColumn, SampleSink } from '../../shared/domain/dataset/sample-sink.ts';

/** Writes down every field of a sample as a CSV file would hold it; an empty text is a missing value. */
export class RecordingSink implements SampleSink {
  readonly headers: (readonly string[])[] = [];
  readonly rowsRead: string[][] = [];
  /** The kinds of the columns of each decoded batch. */
  readonly kinds: string[] = [];
  readonly #wanted: readonly string[] | undefined;

  /** All columns when none are named. */
  constructor(wanted?: readonly string[]) {
    this.#wanted = wanted;
  }

  header(names: readonly string[]): readonly number[] {
    this.headers.push(names);
    return this.#wanted === undefined
      ? names.map((_, position) => position)
      : this.#wanted.map((name) => names.indexOf(name));
  }

  rows({ bytes, rowCount, columnCount, starts, ends }: Parameters<SampleSink['rows']>[0]): void {
    for (let row = 0; row < rowCount; row += 1) {
      const fields = Array.from({ length: columnCount }, (_, slot) => row * columnCount + slot);
      this.rowsRead.push(
        fields.map((field) => Buffer.from(bytes.subarray(starts[field], ends[field])).toString()),
      );
    }
  }

  decodedRows({ rowCount, columns }: Parameters<SampleSink['decodedRows']>[0]): void {
    this.kinds.push(columns.map(({ kind }) => kind).join(' '));
    for (let row = 0; row < rowCount; row += 1)
      this.rowsRead.push(columns.map((column) => textOf(column, row)));
  }
}

function textOf(column: DecodedColumn, row: number): string {
  const value = column.values[row] ?? '';
  return Number.isNaN(value) ? '' : String(value);
}
