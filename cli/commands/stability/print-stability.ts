import { BIN_COLUMNS, MOVE_COLUMNS, STABILITY_COLUMNS } from '../../output/columns.ts';
import type { Printer } from '../../output/printer.ts';
import { fieldAt, isRecord, listAt, numberAt } from '../../output/read-field.ts';

/** Bins of a column that are named as what moved. */
const NAMED_BINS = 3;

/** Columns whose moves are listed. */
const NAMED_COLUMNS = 5;

/**
 * Prints a measurement as the API and the engine give it: `columns`, `segments` and `moved`. With bins, the table for
 * machines is that of the bins.
 */
export function printStability(
  out: Printer,
  value: unknown,
  { hasBins }: { readonly hasBins: boolean },
): void {
  const columns = listAt(value, 'columns');
  const rows = [...columns, ...listAt(value, 'segments').flatMap(rowsOfSegment)];
  if (out.format === 'json') {
    out.json(value);
    return;
  }
  const bins = columns.flatMap((column) => listAt(column, 'bins').map((bin) => withColumn(bin, column)));
  if (hasBins && out.format === 'csv') {
    out.csv(bins, BIN_COLUMNS);
    return;
  }
  out.list(out.format === 'csv' ? rows : byIndex(rows), STABILITY_COLUMNS, 'No column was measured.');
  out.section('What moved', listAt(value, 'moved').slice(0, NAMED_COLUMNS).flatMap(movesOf), MOVE_COLUMNS);
  if (hasBins) out.section('Bins', bins, BIN_COLUMNS);
}

function rowsOfSegment(group: unknown): readonly unknown[] {
  const segment = fieldAt(group, 'segment');
  return listAt(group, 'columns').map((column) => (isRecord(column) ? { ...column, segment } : column));
}

function movesOf(move: unknown): readonly unknown[] {
  return listAt(move, 'bins')
    .slice(0, NAMED_BINS)
    .map((bin) => withColumn(bin, move));
}

function withColumn(bin: unknown, column: unknown): unknown {
  return isRecord(bin) ? { column: fieldAt(column, 'name'), ...bin } : bin;
}

/** The column that moved most first; those without an index last. */
function byIndex(rows: readonly unknown[]): readonly unknown[] {
  return rows.toSorted((a, b) => (numberAt(b, 'psi') ?? -1) - (numberAt(a, 'psi') ?? -1));
}
