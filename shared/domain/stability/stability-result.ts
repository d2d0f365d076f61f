import type { Significance } from './assess-significance.ts';
import type { ColumnType } from './bin-specification.ts';
import type { UnseenLevel } from './current-counts.ts';
import type { Decision } from './decide-alarm.ts';
import type { Distances } from './measure-distances.ts';
import type { Rates } from './measure-rates.ts';
import type { StabilityBand } from './stability-band.ts';

/** A current sample compared with a baseline, column by column. Plain JSON. */
export interface StabilityResult {
  readonly currentRowCount: number;
  /** In the baseline's order. */
  readonly columns: readonly ColumnStability[];
  /** Columns of the current sample that the baseline does not have. */
  readonly extraColumns: readonly string[];
}

/**
 * - `ok`: the index can be relied on as far as its convention goes;
 * - `low-sample`: there is an index, but too few rows to tell a shift from chance;
 * - `empty-current`: the current sample has no rows;
 * - `missing-column`: the current sample has no such column;
 * - `type-changed`: more than half of a numeric column's values are no numbers any more;
 * - `not-computable`: see the reason.
 */
export type ColumnStatus =
  'ok' | 'low-sample' | 'empty-current' | 'missing-column' | 'type-changed' | 'not-computable';

export interface ColumnStability {
  readonly name: string;
  readonly type: ColumnType;
  readonly status: ColumnStatus;
  readonly reason?: string;
  /** Null whenever the status is neither `ok` nor `low-sample`: what was not computed is never 0. */
  readonly psi: number | null;
  readonly band: StabilityBand | null;
  /** Present, as the three that follow are, exactly when there is an index. */
  readonly decision?: Decision;
  readonly significance?: Significance;
  readonly distances?: Distances;
  readonly rates?: Rates;
  readonly bins: readonly BinStability[];
  /** The ten most frequent levels that the baseline does not have, where there are any. */
  readonly unseenLevels?: readonly UnseenLevel[];
}

export interface BinStability {
  readonly label: string;
  readonly expectedCount: number;
  readonly actualCount: number;
  /** Plain shares, 0..1, before the floor; they sum to 1. */
  readonly expectedProportion: number;
  readonly actualProportion: number;
  readonly contribution: number;
}
