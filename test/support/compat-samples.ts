import { CsvReader } from '../../shared/domain/dataset/csv-reader.ts';
import type { ColumnType } from '../../shared/domain/stability/bin-specification.ts';
import type { ColumnSample } from '../../shared/domain/stability/compat/column-sample.ts';
import {
  SampleCollector,
  type CollectedColumn,
} from '../../shared/domain/stability/compat/sample-collector.ts';

/** Whole columns of a CSV file. */
export function collectCsv(
  file: Uint8Array,
  types: Readonly<Record<string, ColumnType>>,
  maxLevels = 1_000,
): (name: string) => CollectedColumn {
  const collector = new SampleCollector(new Map(Object.entries(types)), maxLevels);
  const reader = new CsvReader(collector);
  reader.push(file);
  reader.finish();
  return collector.finish();
}

/** One column of a CSV file. */
export function columnOf(file: Uint8Array, name: string, type: ColumnType): ColumnSample {
  const column = collectCsv(file, { [name]: type })(name);
  if (column.status !== 'collected') throw new Error(`There is no column '${name}'.`);
  return column.sample;
}
