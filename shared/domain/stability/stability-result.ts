import type { Significance } from './assess-significance.ts';
import type { ColumnType } from './bin-specification.ts';
import type { Decision } from './decide-alarm.ts';
import type { Distances } from './measure-distances.ts';
import type { Rates } from './measure-rates.ts';
import type { LeftOutRows, OtherLevel } from './sample-counts.ts';
import type { PointsShift } from './measure-points.ts';
import type { Shape } from './measure-shape.ts';
import type { StabilityBand } from './stability-band.ts';

/** A current sample compared with a baseline, column by column. Plain JSON. */
export interface StabilityResult extends GroupStability {
  /** Columns of the current sample that the baseline does not have. */
  readonly extraColumns: readonly string[];
  readonly leftOut?: LeftOutRows;
  /** Each segment against the same segment of the reference; absent without segments. */
  readonly segments?: readonly SegmentStability[];
  /** The same sample against earlier windows; absent where none was asked for. */
  readonly comparisons?: readonly WindowComparison[];
}

/** The rows of a sample, or of one segment of it, compared. */
export interface GroupStability {
  readonly currentRowCount: number;
  /** In the baseline's order; the p-values of all of them are one family. */
  readonly columns: readonly ColumnStability[];
}

export interface SegmentStability extends GroupStability {
  /** The values of the segment columns by their names; an empty text for a missing one. */
  readonly segment: Readonly<Record<string, string>>;
}

/** What a current sample is compared with besides the frozen baseline; the bins stay the baseline's. */
export type Reference =
  { readonly to: 'previous-window' } | { readonly to: 'rolling-window'; readonly windows: number };

export interface WindowComparison extends GroupStability {
  readonly reference: Reference;
  /** The runs whose counts the reference is the sum of, latest first; fewer than asked for where there were no more. */
  readonly runIds: readonly string[];
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
  /** Of numeric columns whose specification has a profile. */
  readonly shape?: Shape;
  /** Of columns with scorecard points. */
  readonly points?: PointsShift;
  /** The bins and what comes of them were left out, of a segment among very many that moved little. */
  readonly isShortened?: true;
  readonly bins: readonly BinStability[];
  /** The ten most frequent levels that the baseline does not have, where there are any. */
  readonly unseenLevels?: readonly OtherLevel[];
  /** The ten most frequent levels in the rest of the baseline's levels, `__OTHER__`, new ones among them. */
  readonly otherLevels?: readonly OtherLevel[];
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
