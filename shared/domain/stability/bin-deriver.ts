import type { NumberColumn } from '../dataset/csv-reader.ts';
import { type CsvDialect, DEFAULT_CSV_DIALECT } from '../dataset/csv-dialect.ts';
import { parseDecimal } from '../dataset/parse-decimal.ts';
import { parseDecimalComma } from '../dataset/parse-decimal-comma.ts';
import type { SampleSink } from '../dataset/sample-sink.ts';
import { InvalidInput, type Issue } from '../errors.ts';
import { BaselineColumn } from './baseline-column.ts';
import { type BaselineFields, csvFields, DecodedBaseline } from './baseline-fields.ts';
import { type ColumnPlan, planColumn } from './baseline-column-plan.ts';
import { columnPointer, findOptionFaults } from './baseline-option-faults.ts';
import type { BaselineOptions } from './baseline-options.ts';
import { pointsOf } from './bin-points.ts';
import type { Bins, ColumnBins } from './bin-specification.ts';
import { HOUSE_CONVENTION } from './convention.ts';

export interface BinDeriver extends SampleSink {
  /** Rows so far. */
  readonly rowCount: number;
  finish(): Bins;
}

/**
 * Derives bins from the rows of a baseline. Its numeric columns are held in memory (8 bytes a value) until `finish`.
 * Neither the order of the rows nor how they come in batches makes a difference.
 *
 * `header` throws InvalidInput with every fault of the options, unknown columns among them; `finish` does for those
 * that only the data show: points for another number of bins, and texts that are not UTF-8.
 *
 * A column whose type is not given is numeric when each of its values is a decimal number, empty fields and the words
 * NaN, nan, NA, N/A, null and NULL aside. But whole numbers with at most 20 distinct values, each there 10 times on
 * average, are taken for codes, and the column for categorical: 20 is the limit at which Evidently and R's scorecard
 * treat a numeric column as levels; the average keeps tiny samples of true measurements numeric. `1.0` is not written
 * as a code. Levels are compared exactly, and only an empty field is a missing one.
 *
 * The second argument says how a CSV file writes its numbers, for columns whose type is open.
 *
 * A weight column has no say in where the edges are: type 7 quantiles have no weighted form. Rows count with their
 * weights once they are counted into the bins.
 */
export function createBinDeriver(
  options: BaselineOptions = {},
  { decimalComma }: Pick<CsvDialect, 'decimalComma'> = DEFAULT_CSV_DIALECT,
): BinDeriver {
  const { convention = HOUSE_CONVENTION, segmentBy = [], weightColumn } = options;
  const parse = decimalComma ? parseDecimalComma : parseDecimal;
  const decoded = new DecodedBaseline();
  let columns: readonly PlannedColumn[] | undefined;
  let rowCount = 0;
  const take = (fields: BaselineFields): void => {
    rowCount += fields.rowCount;
    columns?.forEach(({ column }, slot) => {
      column.add(fields, slot);
    });
  };
  return {
    get rowCount() {
      return rowCount;
    },
    header(names) {
      assertUsable(findOptionFaults(options, names));
      const { plans, positions } = planColumns(options, names);
      columns = plans.map((plan) => ({ plan, column: new BaselineColumn(plan) }));
      return positions;
    },
    rows(batch) {
      take(csvFields(batch, parse));
    },
    decodedRows(batch) {
      take(decoded.fields(batch));
    },
    finish() {
      if (columns === undefined) throw new Error('There are no bins without a header.');
      return {
        convention,
        columns: withPoints(
          columns.map(({ plan, column }) => ({ plan, bins: column.finish(convention) })),
          parse,
        ),
        segmentBy,
        ...(weightColumn !== undefined && { weightColumn }),
      };
    },
  };
}

interface PlannedColumn {
  readonly plan: ColumnPlan;
  readonly column: BaselineColumn;
}

/** The columns to bin, in the file's order. */
function planColumns(
  { columns, columnOptions = {}, segmentBy = [], weightColumn, timeColumn }: BaselineOptions,
  names: readonly string[],
): { readonly plans: readonly ColumnPlan[]; readonly positions: readonly (number | NumberColumn)[] } {
  const wanted = columns === undefined ? undefined : new Set(columns);
  const otherwiseUsed = new Set<string | undefined>([...segmentBy, weightColumn, timeColumn]);
  const known = new Map(Object.entries(columnOptions));
  const chosen = names
    .map((name, position) => ({ name, position }))
    .filter(({ name }) => wanted?.has(name) ?? !otherwiseUsed.has(name));
  const planned = chosen.map(({ name, position }) => ({ plan: planColumn(name, known.get(name)), position }));
  return {
    plans: planned.map(({ plan }) => plan),
    positions: planned.map(({ plan, position }) =>
      plan.type === 'numeric' ? { position, as: 'numbers' } : position,
    ),
  };
}

function withPoints(
  columns: readonly { readonly plan: ColumnPlan; readonly bins: ColumnBins }[],
  parse: typeof parseDecimal,
): ColumnBins[] {
  const faults: Issue[] = [];
  const complete = columns.map(({ plan: { name, points }, bins }) => {
    if (points === undefined || bins.status !== 'ok') return bins;
    const checked = pointsOf(bins, points, parse);
    if ('points' in checked) return { ...bins, points: checked.points };
    for (const { pointer, message } of checked.faults) {
      faults.push({ pointer: `${columnPointer(name)}/points${pointer}`, message });
    }
    return bins;
  });
  assertUsable(faults);
  return complete;
}

function assertUsable(issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const list = issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  throw new InvalidInput(`The bins of the baseline cannot be made: ${list}.`, issues);
}
