import { CsvReader } from '../../shared/domain/dataset/csv-reader.ts';
import type { DecodedColumn } from '../../shared/domain/dataset/sample-sink.ts';
import type { Bins, CategoricalBins, NumericBins } from '../../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../../shared/domain/stability/convention.ts';
import type { CountedColumn, SampleCounts } from '../../shared/domain/stability/sample-counts.ts';
import {
  createSampleCounter,
  type SampleCounterOptions,
} from '../../shared/domain/stability/sample-counter.ts';
import { toBytes, toCsv } from './csv-text.ts';

export type Field = string | number | null;
/** The header, then the rows. */
export type Table = readonly (readonly Field[])[];

/** Bins of the house convention, by hand. */
export function binsOf(columns: Bins['columns'], more: Partial<Bins> = {}): Bins {
  return { convention: HOUSE_CONVENTION, columns, segmentBy: [], ...more };
}

export function numericBins(
  name: string,
  binEdges: readonly number[],
  more: Partial<NumericBins> = {},
): NumericBins {
  const binning = { method: 'fixed-edges', edges: binEdges } as const;
  return { name, type: 'numeric', status: 'ok', binning, binEdges, specialCodes: [], ...more };
}

export function categoricalBins(
  name: string,
  levels: readonly string[],
  more: Partial<CategoricalBins> = {},
): CategoricalBins {
  const binning = { method: 'given-levels', levels } as const;
  return { name, type: 'categorical', status: 'ok', binning, levels, others: 'unseen', ...more };
}

/** Counts a table that is written to a CSV file. */
export function countTable(bins: Bins, table: Table, options?: SampleCounterOptions): SampleCounts {
  return countCsv(bins, [toBytes(toCsv(table))], options);
}

/** Counts a CSV file that comes in pieces. */
export function countCsv(
  bins: Bins,
  chunks: readonly Uint8Array[],
  options?: SampleCounterOptions,
): SampleCounts {
  const counter = createSampleCounter(bins, options);
  const reader = new CsvReader(counter);
  for (const chunk of chunks) reader.push(chunk);
  reader.finish();
  return counter.finish();
}

/** Counts a table that comes decoded: columns without a text as numbers, the others as texts. */
export function countDecoded(bins: Bins, table: Table, options?: SampleCounterOptions): SampleCounts {
  const [names = [], ...rows] = table;
  const counter = createSampleCounter(bins, options);
  const positions = counter.header(names.map(String));
  // Some batches, one of them without rows.
  const cut = rows.length >>> 1;
  for (const part of [rows.slice(0, cut), [], rows.slice(cut)]) {
    const columns = positions.map((wanted) =>
      decode(rows, part, typeof wanted === 'number' ? wanted : wanted.position),
    );
    counter.decodedRows({ rowCount: part.length, columns });
  }
  return counter.finish();
}

/** The counts of the only column. */
export function onlyColumn({ columns }: Pick<SampleCounts, 'columns'>): CountedColumn {
  const [column] = columns;
  if (columns.length !== 1 || column?.status !== 'counted') {
    throw new Error('One counted column was expected.');
  }
  return column;
}

function decode(rows: Table, part: Table, position: number): DecodedColumn {
  const values = part.map((row) => row[position] ?? null);
  return rows.some((row) => typeof row[position] === 'string')
    ? { kind: 'texts', values: values.map((value) => (value === null ? null : String(value))) }
    : {
        kind: 'numbers',
        values: Float64Array.from(values, (value) => (value === null ? NaN : Number(value))),
      };
}
