import type { ColumnType } from '../bin-specification.ts';
import { DEFAULT_THRESHOLDS, toStabilityBand, type StabilityBand } from '../stability-band.ts';
import type { ColumnStability } from '../stability-result.ts';
import { compareWithTool, type CompatTool } from './compare-with-tool.ts';
import { notes, withoutPsi, type CompatResult } from './compat-result.ts';
import type { CollectedColumn } from './sample-collector.ts';

/** A column by the house convention, and by the rules of other tools. */
export interface ColumnCheck {
  readonly name: string;
  readonly type: ColumnType;
  readonly house: Pick<ColumnStability, 'psi' | 'band' | 'status' | 'reason'>;
  /** In the order in which they were asked for. */
  readonly tools: readonly ToolCheck[];
}

export interface ToolCheck extends Omit<CompatResult, 'bins'> {
  readonly tool: CompatTool;
  /** At 0.10 and 0.25; null without an index. */
  readonly band: StabilityBand | null;
  /** Whether the house's figure lies in the same band; null where one of the two has none. */
  readonly isSameBand: boolean | null;
}

export interface CollectedSamples {
  readonly baseline: CollectedColumn;
  readonly current: CollectedColumn;
  /** Of toad's combiner. */
  readonly splits?: readonly number[] | undefined;
}

/** Sets the figures of other tools beside the house's. */
export function checkColumn(
  { name, type, psi, band, status, reason }: ColumnStability,
  samples: CollectedSamples,
  tools: readonly CompatTool[],
): ColumnCheck {
  return {
    name,
    type,
    house: { psi, band, status, ...(reason === undefined ? {} : { reason }) },
    tools: tools.map((tool) => checkTool(tool, samples, band)),
  };
}

function checkTool(tool: CompatTool, samples: CollectedSamples, houseBand: StabilityBand | null): ToolCheck {
  const { bins: _bins, ...result } = compareCollected(tool, samples);
  const band = result.psi === null ? null : toStabilityBand(result.psi, DEFAULT_THRESHOLDS);
  const isSameBand = band === null || houseBand === null ? null : band === houseBand;
  return { tool, ...result, band, isSameBand };
}

function compareCollected(tool: CompatTool, { baseline, current, splits }: CollectedSamples): CompatResult {
  if (baseline.status !== 'collected') return withoutPsi(whyNot('baseline', baseline.status));
  if (current.status !== 'collected') return withoutPsi(whyNot('current', current.status));
  const samples = { baseline: baseline.sample, current: current.sample };
  const result = compareWithTool(tool, samples, splits === undefined ? {} : { splits });
  const invalidCount = baseline.invalidCount + current.invalidCount;
  const isInvalid = invalidCount > 0;
  const note = `${invalidCount} texts among the numbers count as missing here; the tool may take the column for levels.`;
  return { ...result, note: notes(result.note, isInvalid && note).trim() };
}

function whyNot(role: string, status: 'missing-column' | 'too-many-levels'): string {
  return status === 'missing-column'
    ? `The ${role} sample has no such column.`
    : `The ${role} sample has too many distinct levels to check.`;
}
