import type { CsvDialect } from '../../shared/domain/dataset/csv-dialect.ts';
import { CsvReader } from '../../shared/domain/dataset/csv-reader.ts';
import type { DecodedBatch, SampleSink } from '../../shared/domain/dataset/sample-sink.ts';
import type { BaselineOptions } from '../../shared/domain/stability/baseline-options.ts';
import { createBinDeriver } from '../../shared/domain/stability/bin-deriver.ts';
import type { Bins } from '../../shared/domain/stability/bin-specification.ts';

export interface CsvReading extends Partial<CsvDialect> {
  /** Where chunks end; one chunk when absent. */
  readonly cuts?: readonly number[];
}

/** Gives a CSV file to a sink. */
export function readCsv(
  file: Uint8Array,
  sink: SampleSink,
  { cuts = [], ...dialect }: CsvReading = {},
): void {
  const reader = new CsvReader(sink, dialect);
  const positions = [0, ...cuts.toSorted((a, b) => a - b), file.length];
  positions.slice(1).forEach((end, index) => {
    reader.push(file.slice(positions[index], end));
  });
  reader.finish();
}

/** The bins of a CSV file. */
export function deriveBins(file: Uint8Array, options?: BaselineOptions, reading: CsvReading = {}): Bins {
  const { decimalComma = false } = reading;
  const deriver = createBinDeriver(options, { decimalComma });
  readCsv(file, deriver, reading);
  return deriver.finish();
}

/** The bins of decoded columns. */
export function deriveDecoded(
  columns: Readonly<Record<string, readonly (number | null)[] | readonly (string | null)[]>>,
  options?: BaselineOptions,
): Bins {
  const deriver = createBinDeriver(options);
  readDecoded(columns, deriver);
  return deriver.finish();
}

/** Gives columns of numbers or texts to a sink, in batches of three rows. */
export function readDecoded(
  columns: Readonly<Record<string, readonly (number | null)[] | readonly (string | null)[]>>,
  sink: SampleSink,
): void {
  const positions = sink.header(Object.keys(columns));
  const wanted = positions.map((wish) => {
    const position = typeof wish === 'number' ? wish : wish.position;
    return Object.values(columns)[position] ?? [];
  });
  const rowCount = Math.max(0, ...Object.values(columns).map((values) => values.length));
  for (let from = 0; from < rowCount; from += 3) {
    sink.decodedRows({
      rowCount: Math.min(3, rowCount - from),
      columns: wanted.map((values) => decoded(values.slice(from, from + 3))),
    });
  }
}

function decoded(values: readonly (number | string | null)[]): DecodedBatch['columns'][number] {
  return values.some((value) => typeof value === 'string')
    ? { kind: 'texts', values: values.map((value) => (value === null ? null : String(value))) }
    : {
        kind: 'numbers',
        values: Float64Array.from(values, (value) => (value === null ? NaN : Number(value))),
      };
}
