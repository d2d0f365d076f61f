import type { PairedBin } from './paired-bins.ts';

/** More bins than this are not listed: a tool that takes each number for a level may have millions. */
const MAX_LISTED_BINS = 1_000;

/** What another tool makes of two samples of a column. */
export interface CompatResult {
  /** The tool's index; null where it fails, answers something else, or answers no finite number: see the note. */
  readonly psi: number | null;
  /** Empty where there is no index, or more than 1,000 bins. */
  readonly bins: readonly CompatBin[];
  /**
   * Inner edges, where the tool's intervals are open at both ends and follow from the baseline alone: given as fixed
   * edges to a baseline, they are frozen.
   */
  readonly binEdges?: readonly number[];
  /** What R's scorecard answers in place of an index for columns of few distinct values, in score points. */
  readonly pointsCsi?: number | null;
  /** What the tool does with these samples that a reader of the figure should know. */
  readonly note: string;
}

export interface CompatBin {
  readonly label: string;
  readonly expectedCount: number;
  readonly actualCount: number;
  /** Null where the tool leaves the bin out. */
  readonly contribution: number | null;
}

/** A bin's proportions as a tool puts them into the logarithm, or null for a bin that it leaves out. */
export type ProportionsOf = (bin: PairedBin) => { readonly expected: number; readonly actual: number } | null;

/** The tool has no index for these samples. */
export function withoutPsi(note: string): CompatResult {
  return { psi: null, bins: [], note };
}

/** Σ (A − E) · ln(A / E) over the proportions that a tool gives the bins. */
export function fromProportions(
  bins: readonly PairedBin[],
  proportionsOf: ProportionsOf,
  note: string,
): CompatResult {
  let psi = 0;
  const listed: CompatBin[] = [];
  for (const bin of bins) {
    const proportions = proportionsOf(bin);
    const contribution = proportions === null ? null : termOf(proportions);
    psi += Number(contribution);
    if (bins.length > MAX_LISTED_BINS) continue;
    const { label, expected, actual } = bin;
    listed.push({ label, expectedCount: expected, actualCount: actual, contribution });
  }
  return { psi, bins: listed, note };
}

/** The rows in all bins. */
export function totalsOf(bins: readonly PairedBin[]): { readonly expected: number; readonly actual: number } {
  let expected = 0;
  let actual = 0;
  for (const bin of bins) {
    expected += bin.expected;
    actual += bin.actual;
  }
  return { expected, actual };
}

/** A count as a part of a total; 0 of nothing. */
function shareOf(count: number, total: number): number {
  return total === 0 ? 0 : count / total;
}

/** The bin with `floor` in place of a count of 0. */
export function raiseCounts({ label, expected, actual }: PairedBin, floor: number): PairedBin {
  const raise = (count: number): number => (count === 0 ? floor : count);
  return { label, expected: raise(expected), actual: raise(actual) };
}

/** `floor` in place of a count of 0, divided by the totals that this gives. Bins empty on both sides are left out. */
export function countFloor(bins: readonly PairedBin[], floor: number): ProportionsOf {
  const totals = totalsOf(bins.filter(isInUse).map((bin) => raiseCounts(bin, floor)));
  return (bin) => {
    if (!isInUse(bin)) return null;
    const { expected, actual } = raiseCounts(bin, floor);
    return { expected: expected / totals.expected, actual: actual / totals.actual };
  };
}

/** `floor` in place of a proportion of 0, without renormalising. Bins empty on both sides are left out. */
export function proportionFloor(
  totals: { readonly expected: number; readonly actual: number },
  floor: number,
): ProportionsOf {
  return (bin) => {
    if (!isInUse(bin)) return null;
    const expected = shareOf(bin.expected, totals.expected);
    const actual = shareOf(bin.actual, totals.actual);
    return { expected: expected === 0 ? floor : expected, actual: actual === 0 ? floor : actual };
  };
}

/** The sentences that hold. */
export function notes(...sentences: readonly (string | false)[]): string {
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

/** `+ 0` turns a negative zero, which two nearly equal proportions can give, into zero. */
function termOf({ expected, actual }: { readonly expected: number; readonly actual: number }): number {
  return (actual - expected) * Math.log(actual / expected) + 0;
}

function isInUse({ expected, actual }: PairedBin): boolean {
  return expected + actual > 0;
}
