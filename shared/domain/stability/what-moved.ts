import { INVALID_LABEL, MISSING_LABEL, OTHER_LABEL, UNSEEN_LABEL } from './label-bins.ts';
import type { OtherLevel } from './sample-counts.ts';
import type { StabilityBand } from './stability-band.ts';
import type { BinStability, ColumnStability, GroupStability } from './stability-result.ts';

/** What moved in a column, for people: where its index comes from. Plain JSON. */
export interface ColumnMove {
  readonly name: string;
  readonly type: ColumnStability['type'];
  readonly psi: number;
  readonly band: StabilityBand;
  readonly alarm: boolean;
  /** The bins that contribute, most first. */
  readonly bins: readonly BinMove[];
  /** Levels that only the current sample has, the most frequent first, at most ten; of categorical columns. */
  readonly newLevels: readonly OtherLevel[];
  /** Levels, or groups of levels, that only the reference has, the most frequent first; of categorical columns. */
  readonly vanishedLevels: readonly OtherLevel[];
  readonly series: BinSeries;
}

export interface BinMove {
  readonly label: string;
  /** Whether the current sample has a larger share of it than the reference. */
  readonly direction: 'more' | 'less';
  /** The difference of the shares, actual − expected. */
  readonly difference: number;
  readonly contribution: number;
  /** The part of the column's index that this bin makes, 0..1. */
  readonly share: number;
}

/** A column's bins as lists, in the order of the axis. */
export interface BinSeries {
  readonly labels: readonly string[];
  readonly expectedProportion: readonly number[];
  readonly actualProportion: readonly number[];
  readonly contribution: readonly number[];
}

const NAMED_LEVELS = 10;
const SPECIAL_LABELS: ReadonlySet<string> = new Set([
  MISSING_LABEL,
  UNSEEN_LABEL,
  OTHER_LABEL,
  INVALID_LABEL,
]);

/** The columns of a comparison that have an index, the one that moved most first, ties by name. */
export function rankMoves({ columns }: GroupStability): ColumnMove[] {
  return columns.flatMap(toMove).sort((a, b) => b.psi - a.psi || (a.name < b.name ? -1 : 1));
}

/** The bins for a chart of the two samples side by side; empty for a column without an index. */
export function toBinSeries(bins: readonly BinStability[]): BinSeries {
  return {
    labels: bins.map((bin) => bin.label),
    expectedProportion: bins.map((bin) => bin.expectedProportion),
    actualProportion: bins.map((bin) => bin.actualProportion),
    contribution: bins.map((bin) => bin.contribution),
  };
}

function toMove(column: ColumnStability): ColumnMove[] {
  const { name, type, psi, band, bins } = column;
  if (psi === null || band === null) return [];
  const isCategorical = type === 'categorical';
  return [
    {
      ...{ name, type, psi, band },
      alarm: column.decision?.alarm === true,
      bins: rankBins(bins, psi),
      newLevels: isCategorical ? newLevelsOf(column) : [],
      vanishedLevels: isCategorical ? vanishedLevelsOf(bins) : [],
      series: toBinSeries(bins),
    },
  ];
}

/** A bin contributes exactly when its shares differ; by a rule that does not renormalise it may come to 0 even so. */
function rankBins(bins: readonly BinStability[], psi: number): BinMove[] {
  return bins
    .filter((bin) => bin.contribution > 0)
    .map(({ label, expectedProportion, actualProportion, contribution }): BinMove => {
      const difference = actualProportion - expectedProportion;
      const direction = difference > 0 ? 'more' : 'less';
      return { label, direction, difference, contribution, share: contribution / psi };
    })
    .sort((a, b) => b.contribution - a.contribution);
}

/** Those without a bin, and those that a reference other than the baseline lacks. */
function newLevelsOf({ bins, unseenLevels = [] }: ColumnStability): OtherLevel[] {
  const counts = new Map(unseenLevels.map(({ level, count }) => [level, count]));
  for (const { label, expectedCount, actualCount } of bins) {
    if (isLevel(label) && expectedCount === 0 && actualCount > 0) counts.set(label, actualCount);
  }
  return byFrequency([...counts].map(([level, count]) => ({ level, count }))).slice(0, NAMED_LEVELS);
}

function vanishedLevelsOf(bins: readonly BinStability[]): OtherLevel[] {
  return byFrequency(
    bins
      .filter((bin) => isLevel(bin.label) && bin.expectedCount > 0 && bin.actualCount === 0)
      .map((bin) => ({ level: bin.label, count: bin.expectedCount })),
  );
}

function isLevel(label: string): boolean {
  return !SPECIAL_LABELS.has(label);
}

function byFrequency(levels: readonly OtherLevel[]): OtherLevel[] {
  return levels.toSorted((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1));
}
