import type { BaselineOptions } from '../../shared/domain/stability/baseline-options.ts';
import type { BinSpecification } from '../../shared/domain/stability/bin-specification.ts';
import { measureStability } from '../../shared/domain/stability/measure-stability.ts';
import type { SampleCounts } from '../../shared/domain/stability/sample-counts.ts';
import { DEFAULT_THRESHOLDS } from '../../shared/domain/stability/stability-band.ts';
import type { ColumnStability, StabilityResult } from '../../shared/domain/stability/stability-result.ts';
import { countCsv } from './counted-sample.ts';
import { deriveBins } from './derive-bins.ts';

/** The frozen specification of a baseline file: its bins, and the file counted into them. */
export function specify(baseline: Uint8Array, options?: BaselineOptions): BinSpecification {
  const bins = deriveBins(baseline, options);
  return { ...bins, expected: countCsv(bins, [baseline]) };
}

export function count(specification: BinSpecification, current: Uint8Array): SampleCounts {
  return countCsv(specification, [current]);
}

export function measure(
  baseline: Uint8Array,
  current: Uint8Array,
  options?: BaselineOptions,
): StabilityResult {
  const specification = specify(baseline, options);
  return measureStability(specification, count(specification, current), DEFAULT_THRESHOLDS);
}

/** The column of this name; an error where there is none, so that no test passes on nothing. */
export function named<T extends { readonly name: string }>(columns: readonly T[], name: string): T {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`There is no column '${name}'.`);
  return column;
}

/** The comparison of the only column. */
export function only(result: StabilityResult): ColumnStability {
  const [column, ...others] = result.columns;
  if (column === undefined || others.length > 0) throw new Error('One column was expected.');
  return column;
}
