import type { NumberColumn } from '../../dataset/csv-reader.ts';
import type { CsvRowBatch } from '../../dataset/row-batch.ts';
import { decodeForDisplay } from '../../dataset/decode-text.ts';
import type { DecodedBatch, SampleSink } from '../../dataset/sample-sink.ts';
import type { BatchFields } from '../batch-fields.ts';
import type { ColumnType } from '../bin-specification.ts';
import { CsvFields } from '../csv-fields.ts';
import { DecodedFields } from '../decoded-fields.ts';
import { LevelTable } from '../level-table.ts';
import { NumberList } from '../number-list.ts';
import type { ColumnSample } from './column-sample.ts';
import { sortedInPlace } from './column-sample.ts';

export type CollectedColumn =
  | {
      readonly status: 'collected';
      readonly sample: ColumnSample;
      /** Texts of a numeric column that are neither a number nor a word for a missing one; missing in the sample. */
      readonly invalidCount: number;
    }
  | { readonly status: 'missing-column' | 'too-many-levels' };

/**
 * Keeps whole columns of a sample in memory. Which fields are missing is as in every other reading: the usual words in a
 * numeric column, empty fields in a categorical one. Of levels, as many as `maxLevels` are kept.
 */
export class SampleCollector implements SampleSink {
  readonly #types: ReadonlyMap<string, ColumnType>;
  readonly #maxLevels: number;
  readonly #csv = new CsvFields();
  readonly #decoded = new DecodedFields();
  readonly #columns = new Map<string, ColumnCollector>();

  constructor(types: ReadonlyMap<string, ColumnType>, maxLevels: number) {
    this.#types = types;
    this.#maxLevels = maxLevels;
  }

  header(names: readonly string[]): readonly (number | NumberColumn)[] {
    const wanted: (number | NumberColumn)[] = [];
    names.forEach((name, position) => {
      const type = this.#types.get(name);
      if (type === undefined) return;
      const isNumeric = type === 'numeric';
      wanted.push(isNumeric ? { position, as: 'numbers' } : position);
      this.#columns.set(name, isNumeric ? new NumberCollector() : new LevelCollector(this.#maxLevels));
    });
    return wanted;
  }

  rows(batch: CsvRowBatch): void {
    this.#take(this.#csv.use(batch));
  }

  decodedRows(batch: DecodedBatch): void {
    this.#take(this.#decoded.use(batch));
  }

  /** The columns that were asked for, by name. The collector is of no use afterwards. */
  finish(): (name: string) => CollectedColumn {
    const found = new Map([...this.#columns].map(([name, column]) => [name, column.finish()]));
    return (name) => found.get(name) ?? { status: 'missing-column' };
  }

  #take(fields: BatchFields): void {
    let slot = 0;
    for (const column of this.#columns.values()) {
      column.add(fields, slot);
      slot += 1;
    }
  }
}

interface ColumnCollector {
  add(fields: BatchFields, slot: number): void;
  finish(): CollectedColumn;
}

class NumberCollector implements ColumnCollector {
  readonly #values = new NumberList();
  #missingCount = 0;
  #invalidCount = 0;

  add(fields: BatchFields, slot: number): void {
    let row = 0;
    // A view may be longer than the batch.
    for (const value of fields.numbers(slot).subarray(0, fields.rowCount)) {
      if (!Number.isNaN(value)) this.#values.push(value);
      else if (fields.isMissingNumber(slot, row)) this.#missingCount += 1;
      else this.#invalidCount += 1;
      row += 1;
    }
  }

  finish(): CollectedColumn {
    const missingCount = this.#missingCount + this.#invalidCount;
    const sample = sortedInPlace(this.#values.toArray(), missingCount);
    return { status: 'collected', sample, invalidCount: this.#invalidCount };
  }
}

class LevelCollector implements ColumnCollector {
  readonly #table: LevelTable;
  #missingCount = 0;
  #isFull = false;

  constructor(limit: number) {
    this.#table = new LevelTable(limit);
  }

  add(fields: BatchFields, slot: number): void {
    for (let row = 0; row < fields.rowCount; row += 1) {
      const { bytes, start, end } = fields.text(slot, row);
      if (start === end) this.#missingCount += 1;
      else if (!this.#table.add(bytes, start, end)) this.#isFull = true;
    }
  }

  finish(): CollectedColumn {
    if (this.#isFull) return { status: 'too-many-levels' };
    const levels = new Map<string, number>();
    const { counts } = this.#table;
    this.#table.levels.forEach((bytes, index) => {
      const level = decodeForDisplay(bytes);
      levels.set(level, (levels.get(level) ?? 0) + Number(counts[index]));
    });
    const sample = { type: 'categorical', counts: levels, missingCount: this.#missingCount } as const;
    return { status: 'collected', sample, invalidCount: 0 };
  }
}
