import { CsvReader } from '../dataset/csv-reader.ts';
import type { RowBatch } from '../dataset/row-batch.ts';
import type { Issue } from '../errors.ts';
import { InvalidInput } from '../errors.ts';
import { BaselineColumn } from './baseline-column.ts';
import type { BinSpecification, ColumnType } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import { assertSupportedConvention, HOUSE_CONVENTION } from './convention.ts';

export interface BaselineOptions {
  /** The columns to bin; all when absent. */
  readonly columns?: readonly string[];
  /** Types that are known; the others are inferred. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** For comparison with other tools; everything stored uses the house convention. */
  readonly convention?: BinConvention;
}

export interface BaselineBuilder {
  /** Takes the next bytes of a CSV file, cut anywhere. */
  push(chunk: Uint8Array): void;
  finish(): BinSpecification;
}

/**
 * Makes the bin specification of a baseline from a CSV file, whose numeric columns are held in memory (8 bytes a
 * value) until `finish`. Throws InvalidInput from `push` or `finish` when the file or the options cannot be used.
 *
 * A column is numeric when each of its values is a decimal number, empty fields and the words NaN, nan, NA, N/A,
 * null and NULL aside. But whole numbers with at most 20 distinct values, each there 10 times on average, are taken
 * for codes, and the column for categorical: 20 is the limit at which Evidently and R's scorecard treat a numeric
 * column as levels; the average keeps tiny samples of true measurements numeric. `1.0` is not written as a code.
 * Levels are compared exactly, and only an empty field is a missing one.
 */
export function createBaselineBuilder(options: BaselineOptions = {}): BaselineBuilder {
  const convention = options.convention ?? HOUSE_CONVENTION;
  assertSupportedConvention(convention);
  const columns: BaselineColumn[] = [];
  const reader = new CsvReader({
    header(names) {
      assertColumnsExist(names, options);
      const wanted = options.columns === undefined ? undefined : new Set(options.columns);
      const types = new Map(Object.entries(options.types ?? {}));
      const positions: number[] = [];
      names.forEach((name, position) => {
        if (wanted?.has(name) === false) return;
        positions.push(position);
        columns.push(new BaselineColumn(name, types.get(name)));
      });
      return positions;
    },
    rows(batch: RowBatch) {
      columns.forEach((column, index) => {
        column.add(batch, index);
      });
    },
  });
  return {
    push(chunk) {
      reader.push(chunk);
    },
    finish() {
      const rowCount = reader.finish();
      return { convention, rowCount, columns: columns.map((column) => column.finish(convention)) };
    },
  };
}

function assertColumnsExist(names: readonly string[], options: BaselineOptions): void {
  const known = new Set(names);
  const issues: Issue[] = [];
  const check = (name: string, pointer: string): void => {
    if (!known.has(name)) issues.push({ pointer, message: `there is no column '${name}' in the file` });
  };
  (options.columns ?? []).forEach((name, index) => {
    check(name, `/columns/${index}`);
  });
  Object.keys(options.types ?? {}).forEach((name) => {
    check(name, `/types/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  });
  if (issues.length === 0) return;
  throw new InvalidInput(
    `The baseline cannot be read: ${issues.map((issue) => issue.message).join('; ')}.`,
    issues,
  );
}
