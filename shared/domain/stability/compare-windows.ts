import { addCounts } from './add-counts.ts';
import type { Bins } from './bin-specification.ts';
import { notComparable } from './compare-groups.ts';
import type { StabilityCriteria } from './decide-alarm.ts';
import { matchCounts } from './match-counts.ts';
import { compareSamples } from './measure-stability.ts';
import type { SampleCounts } from './sample-counts.ts';
import type { Reference, WindowComparison } from './stability-result.ts';

/** What an earlier run of the same bins has counted. */
export interface CountedWindow {
  readonly runId: string;
  readonly counts: SampleCounts;
}

/** A reference, and the earlier windows that there are for it, latest first; the reference is their sum. */
export interface ReferenceWindows {
  readonly reference: Reference;
  readonly windows: readonly CountedWindow[];
}

/** How many windows a reference asks for. */
export function windowsOf(reference: Reference): number {
  return reference.to === 'previous-window' ? 1 : reference.windows;
}

/**
 * Compares a sample with earlier windows, as wholes: segments are compared with the baseline alone. Of more windows
 * than the reference asks for the latest are taken. Where there is none yet, no column is computable, with that for a
 * reason. Throws InvalidInput as `compareSamples` does.
 */
export function compareWindows(
  bins: Bins,
  actual: SampleCounts,
  {
    references,
    criteria,
  }: { readonly references: readonly ReferenceWindows[]; readonly criteria: StabilityCriteria },
): WindowComparison[] {
  return references.map(({ reference, windows }) => {
    const taken = windows.slice(0, windowsOf(reference));
    const runIds = taken.map(({ runId }) => runId);
    if (taken.length === 0) return { reference, runIds, ...withoutWindow(bins, actual) };
    const sum = addCounts(taken.map(({ counts }) => counts));
    return { reference, runIds, ...compareSamples(bins, { reference: sum, actual }, criteria) };
  });
}

function withoutWindow(
  bins: Bins,
  actual: SampleCounts,
): Pick<WindowComparison, 'currentRowCount' | 'columns'> {
  const columns = matchCounts(bins, actual).map(({ column }) =>
    notComparable(column, 'There is no earlier window.'),
  );
  return { currentRowCount: actual.rowCount, columns };
}
