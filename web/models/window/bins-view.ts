import type { ColumnView } from './sample-groups.ts';
import { binInWords, shortBin } from './window-words.ts';

/** A bin of a column: what was expected and what came, and what it adds to the index. */
export interface BinRow {
  readonly label: string;
  /** With edges short enough for an axis. */
  readonly shortLabel: string;
  readonly expected: number;
  readonly actual: number;
  readonly expectedCount: number;
  readonly actualCount: number;
  readonly contribution: number;
  /** The contribution, below 0 where fewer came than expected. */
  readonly signedContribution: number;
  /** The part of the index that the bin makes, 0 to 1. */
  readonly share: number;
  /** Whether the level is only in one of the samples. */
  readonly change: 'new' | 'vanished' | undefined;
}

/** The bins in the order of the axis; those that are empty on both sides are left out. */
export function binRows({ bins, psi, type }: ColumnView): BinRow[] {
  return bins
    .filter(({ expectedCount, actualCount }) => expectedCount > 0 || actualCount > 0)
    .map((bin) => {
      const { label, expectedCount, actualCount, contribution } = bin;
      const [expected, actual] = [bin.expectedProportion, bin.actualProportion];
      return {
        ...{ label: binInWords(label), shortLabel: shortBin(label), expected, actual },
        ...{ expectedCount, actualCount, contribution },
        signedContribution: actual < expected ? -contribution : contribution,
        share: psi === null || psi === 0 ? 0 : contribution / psi,
        change: changeOf(type, expectedCount, actualCount),
      };
    });
}

/** So many bins can be told apart in a chart. */
const MAX_DRAWN = 40;

/** The bins that are drawn: of too many those that contribute most, in the order of the axis. */
export function drawnBins(rows: readonly BinRow[]): readonly BinRow[] {
  if (rows.length <= MAX_DRAWN) return rows;
  const most = new Set(rows.toSorted((a, b) => b.contribution - a.contribution).slice(0, MAX_DRAWN));
  return rows.filter((row) => most.has(row));
}

/** What the chart says to whoever cannot see it. */
export function binsInWords(name: string, rows: readonly BinRow[]): string {
  const [most] = rows.toSorted((a, b) => b.contribution - a.contribution);
  if (most === undefined) return `${name} has no bins`;
  const direction = most.actual < most.expected ? 'fewer' : 'more';
  return `${name}: expected against actual in ${rows.length} bins; most of the index comes from ${most.label}, with ${direction} rows than expected`;
}

function changeOf(
  type: ColumnView['type'],
  expectedCount: number,
  actualCount: number,
): 'new' | 'vanished' | undefined {
  if (type === 'numeric') return undefined;
  if (expectedCount === 0) return 'new';
  return actualCount === 0 ? 'vanished' : undefined;
}
