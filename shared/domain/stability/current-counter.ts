import { CsvReader } from '../dataset/csv-reader.ts';
import type { RowBatch } from '../dataset/row-batch.ts';
import type { BinSpecification, CategoricalBins, NumericBins } from './bin-specification.ts';
import type { ColumnCounter } from './column-counter.ts';
import { CategoricalColumnCounter, NumericColumnCounter } from './column-counter.ts';
import type { BinConvention } from './convention.ts';
import { assertSupportedConvention } from './convention.ts';
import type { CurrentCounts } from './current-counts.ts';

export interface CurrentCounter {
  /** Takes the next bytes of a CSV file, cut anywhere. */
  push(chunk: Uint8Array): void;
  finish(): CurrentCounts;
}

/**
 * Counts a current sample, a CSV file, into a baseline's bins. Its memory does not grow with the file. Throws
 * InvalidInput at once for an unknown convention, and from `push` or `finish` when the file cannot be read. A numeric
 * column has a missing value where the field is blank or says NaN, nan, NA, N/A, null or NULL; a categorical one
 * where it is empty.
 */
export function createCurrentCounter(specification: BinSpecification): CurrentCounter {
  assertSupportedConvention(specification.convention);
  const counters = new Map<string, ColumnCounter>();
  const present: ColumnCounter[] = [];
  let extraColumns: string[] = [];
  const reader = new CsvReader({
    header(names) {
      const known = new Set(specification.columns.map((column) => column.name));
      extraColumns = names.filter((name) => !known.has(name));
      const positionOf = new Map(names.map((name, position) => [name, position]));
      const positions: number[] = [];
      for (const column of specification.columns) {
        const position = positionOf.get(column.name);
        if (position === undefined || column.status === 'not-computable') continue;
        const counter = createColumnCounter(column, specification.convention);
        counters.set(column.name, counter);
        present.push(counter);
        positions.push(position);
      }
      return positions;
    },
    rows(batch: RowBatch) {
      present.forEach((counter, index) => {
        counter.add(batch, index);
      });
    },
  });
  return {
    push(chunk) {
      reader.push(chunk);
    },
    finish() {
      const rowCount = reader.finish();
      const columns = specification.columns.map((column) => {
        const { name } = column;
        if (column.status === 'not-computable') return { name, status: column.status };
        return counters.get(name)?.finish() ?? { name, status: 'missing-column' as const };
      });
      return { rowCount, columns, extraColumns };
    },
  };
}

function createColumnCounter(
  column: NumericBins | CategoricalBins,
  convention: BinConvention,
): ColumnCounter {
  return column.type === 'numeric'
    ? new NumericColumnCounter(column, convention)
    : new CategoricalColumnCounter(column);
}
