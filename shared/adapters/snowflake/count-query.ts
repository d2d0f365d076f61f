import { InvalidInput } from '../../domain/errors.ts';
import type { Bins, CategoricalBins, NumericBins } from '../../domain/stability/bin-specification.ts';
import type { SampleWindow } from '../../domain/stability/sample-counter.ts';
import type { Grouping } from './count-grouping.ts';
import { countLevels } from './count-levels.ts';
import { countValues } from './count-values.ts';
import { asNumber, asText, isWithin } from './read-as.ts';
import type { ResultColumn } from './run-statement.ts';
import { floatOf } from './sql-text.ts';
import type { WarehouseColumns } from './warehouse-columns.ts';

/** What stands in EK_COLUMN where a row counts no column. */
export const SIZE = -1;
export const WITHOUT_WEIGHT = -2;

/** Every count is a row; a sample with more of them has far more segments or levels than are told apart. */
export const MAX_COUNTS = 1_000_000;

export interface PresentColumn {
  /** Position in the bins. */
  readonly index: number;
  readonly bins: NumericBins | CategoricalBins;
  readonly column: ResultColumn;
}

export interface CountQuery {
  readonly sqlText: string;
  readonly present: readonly PresentColumn[];
}

/**
 * The statement that counts a source: one, so that all counts are of one state of the table.
 *
 * Its result has a row per segment, column and cell, a cell being an interval, a special code, the missing values or a
 * level. A cell is found by halving the edges and counted by GROUP BY, not as a difference of cumulative counts: the
 * finer grid has a hundred edges a column, and a difference of sums of weights would leave crumbs in empty bins.
 */
export function createCountQuery(
  from: string,
  bins: Bins,
  { columns, window }: { readonly columns: WarehouseColumns; readonly window: SampleWindow | undefined },
): CountQuery {
  const roles = rolesOf(bins, columns, window);
  const present = bins.columns.flatMap((column, index): PresentColumn[] => {
    const found = columns.find(column.name);
    return column.status === 'ok' && found !== undefined ? [{ index, bins: column, column: found }] : [];
  });
  const isWeighted = roles.weight !== undefined;
  const grouping = {
    segments: roles.segments.map((_, index) => `EK_SEGMENT_${index}`),
    ...(isWeighted
      ? { size: 'SUM(EK_WEIGHT)', weight: 'EK_WEIGHT' }
      : { size: 'COUNT(*)', weight: '1::FLOAT' }),
  };
  const selected = [
    ...roles.segments.map((column, index) => `${asText(column)} AS EK_SEGMENT_${index}`),
    `${roles.weight === undefined ? '1::FLOAT' : asNumber(roles.weight)} AS EK_WEIGHT`,
    ...present.map(({ bins: { type }, column, index }) => {
      return `${type === 'numeric' ? asNumber(column) : asText(column)} AS EK_VALUE_${index}`;
    }),
  ];
  const where =
    roles.time === undefined || window === undefined ? '' : `\n  WHERE ${isWithin(roles.time, window)}`;
  const parts = [
    countRows(grouping),
    ...(isWeighted ? [countWithoutWeight(grouping)] : []),
    ...present.map(({ index, bins: column }) =>
      column.type === 'numeric'
        ? countValues({ index, bins: column, grouping, convention: bins.convention })
        : countLevels({ index, bins: column, grouping }),
    ),
  ];
  const sqlText = `WITH EK_READ AS (
  SELECT ${selected.join(',\n    ')}
  FROM ${from}${where}
), EK_ROWS AS (
  SELECT * FROM EK_READ${isWeighted ? ` WHERE ${HAS_WEIGHT}` : ''}
)
${parts.join('\nUNION ALL\n')}
LIMIT ${MAX_COUNTS + 1}`;
  return { sqlText, present };
}

/** NaN is above every number, and so above infinity. */
const HAS_WEIGHT = `(EK_WEIGHT >= 0 AND EK_WEIGHT < ${floatOf(Infinity)})`;

interface Roles {
  readonly segments: readonly ResultColumn[];
  readonly weight: ResultColumn | undefined;
  readonly time: ResultColumn | undefined;
}

/** The columns that group, weigh and date the rows. Throws InvalidInput when any of them is not there. */
function rolesOf(bins: Bins, columns: WarehouseColumns, window: SampleWindow | undefined): Roles {
  const asked = [
    ...bins.segmentBy.map((name) => ({ name, role: 'names the segments' })),
    ...(bins.weightColumn === undefined ? [] : [{ name: bins.weightColumn, role: 'holds the weights' }]),
    ...(window === undefined ? [] : [{ name: window.column, role: 'holds the times' }]),
  ];
  const lacking = asked.filter(({ name }) => columns.find(name) === undefined);
  if (lacking.length > 0) {
    const messages = lacking.map(({ name, role }) => `there is no column '${name}', which ${role}`);
    const issues = messages.map((message) => ({ pointer: '', message }));
    throw new InvalidInput(`The sample cannot be counted: ${messages.join('; ')}.`, issues);
  }
  return {
    segments: bins.segmentBy.flatMap((name) => columns.find(name) ?? []),
    weight: bins.weightColumn === undefined ? undefined : columns.find(bins.weightColumn),
    time: window === undefined ? undefined : columns.find(window.column),
  };
}

function countRows({ segments }: Grouping): string {
  const group = segments.length === 0 ? '' : ` GROUP BY ${segments.join(', ')}`;
  const sums = 'NULL::FLOAT AS EK_REST, SUM(EK_WEIGHT) AS EK_FINITE, SUM(SQUARE(EK_WEIGHT)) AS EK_SUM';
  return `SELECT ${[...segments, `${SIZE} AS EK_COLUMN`].join(', ')}, 0 AS EK_CELL, NULL::VARCHAR AS EK_LEVEL,
  COUNT(*) AS EK_SIZE, ${sums}, NULL::FLOAT AS EK_SQUARES
FROM EK_ROWS${group}`;
}

function countWithoutWeight({ segments }: Grouping): string {
  const none = segments.map(() => "''");
  return `SELECT ${[...none, String(WITHOUT_WEIGHT)].join(', ')}, 0, NULL::VARCHAR,
  COUNT(*), NULL::FLOAT, NULL::FLOAT, NULL::FLOAT, NULL::FLOAT
FROM EK_READ WHERE EK_WEIGHT IS NULL OR NOT ${HAS_WEIGHT}`;
}
