import type { BinPoints, ColumnType } from './bin-specification.ts';
import type { ColumnOptions } from './baseline-options.ts';
import type { CategoricalBinning, ColumnBinning, NumericBinning } from './column-binning.ts';

/** What is settled of a column before its first value is seen. */
export interface ColumnPlan {
  readonly name: string;
  /** Absent where the values decide. */
  readonly type?: ColumnType;
  readonly numericBinning?: NumericBinning;
  readonly categoricalBinning?: CategoricalBinning;
  readonly specialCodes: ReadonlySet<number>;
  readonly points?: BinPoints | 'own-values';
}

export function planColumn(name: string, options: ColumnOptions = {}): ColumnPlan {
  const { binning, specialCodes = [], points } = options;
  const type = typeOf(options);
  return {
    name,
    ...(type !== undefined && { type }),
    ...(binning !== undefined &&
      (isNumericBinning(binning) ? { numericBinning: binning } : { categoricalBinning: binning })),
    // `+ 0` makes a negative zero a zero, which is what JSON makes of it.
    specialCodes: new Set(specialCodes.map((code) => code + 0)),
    ...(points !== undefined && { points }),
  };
}

export function isNumericBinning(binning: ColumnBinning): binning is NumericBinning {
  switch (binning.method) {
    case 'quantile':
    case 'equal-width':
    case 'fixed-edges':
      return true;
    case 'all-levels':
    case 'top-levels':
    case 'given-levels':
    case 'given-groups':
      return false;
  }
}

/** Special codes make a column numeric, and points that are the values themselves make it categorical. */
function typeOf({ type, binning, specialCodes = [], points }: ColumnOptions): ColumnType | undefined {
  if (type !== undefined) return type;
  if (binning !== undefined) return isNumericBinning(binning) ? 'numeric' : 'categorical';
  if (specialCodes.length > 0) return 'numeric';
  return points === 'own-values' ? 'categorical' : undefined;
}
