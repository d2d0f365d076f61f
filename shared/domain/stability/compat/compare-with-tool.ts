import { compareAsAzureMl } from './azure-ml.ts';
import type { ColumnSample } from './column-sample.ts';
import type { CompatResult } from './compat-result.ts';
import { compareAsEvidently } from './evidently.ts';
import { compareAsFeatureEngine } from './feature-engine.ts';
import { compareAsMwburke } from './mwburke.ts';
import { compareAsRScorecard } from './r-scorecard.ts';
import { compareAsScorecardpy } from './scorecardpy.ts';
import { compareAsToad } from './toad.ts';

/** The tools whose figures can be reproduced, some of them by two of their methods. */
export const COMPAT_TOOLS = [
  'feature-engine',
  'feature-engine-width',
  'scorecardpy',
  'r-scorecard',
  'r-scorecard-freq',
  'evidently',
  'azure-ml',
  'toad',
  'mwburke',
  'mwburke-quantiles',
] as const;

export type CompatTool = (typeof COMPAT_TOOLS)[number];

type Compare = (baseline: ColumnSample, current: ColumnSample, options: CompatOptions) => CompatResult;

const COMPARISONS: Readonly<Record<CompatTool, Compare>> = {
  'feature-engine': (baseline, current) => compareAsFeatureEngine(baseline, current, 'equal_frequency'),
  'feature-engine-width': (baseline, current) => compareAsFeatureEngine(baseline, current, 'equal_width'),
  scorecardpy: compareAsScorecardpy,
  'r-scorecard': (baseline, current) => compareAsRScorecard(baseline, current, 'width'),
  'r-scorecard-freq': (baseline, current) => compareAsRScorecard(baseline, current, 'freq'),
  evidently: compareAsEvidently,
  'azure-ml': compareAsAzureMl,
  toad: (baseline, current, { splits }) => compareAsToad(baseline, current, splits),
  mwburke: (baseline, current) => compareAsMwburke(baseline, current, 'bins'),
  'mwburke-quantiles': (baseline, current) => compareAsMwburke(baseline, current, 'quantiles'),
};

export interface CompatOptions {
  /** Ascending and finite: those of toad's combiner for the column. Other tools have no use for them. */
  readonly splits?: readonly number[];
}

/** Two samples of a column. */
export interface SamplesOfColumn {
  readonly baseline: ColumnSample;
  readonly current: ColumnSample;
}

/**
 * What another tool makes of the same two samples of a column: its own bins, its own rule for empty bins, its own
 * treatment of missing values, its defects too. Each is described with its source beside the function that follows it.
 * A column that is numeric in one sample only is compared by levels.
 */
export function compareWithTool(
  tool: CompatTool,
  { baseline, current }: SamplesOfColumn,
  options: CompatOptions = {},
): CompatResult {
  return COMPARISONS[tool](baseline, current, options);
}
