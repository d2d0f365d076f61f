import { type Level, mostFrequent } from './baseline-levels.ts';
import type { CategoricalBins } from './bin-specification.ts';
import type { CategoricalBinning } from './column-binning.ts';

interface GatheredLevels {
  readonly name: string;
  readonly binning: CategoricalBinning;
  /** In code unit order; undefined where there were too many to gather. */
  readonly levels: readonly Level[] | undefined;
}

/** The bins of a categorical column; undefined where the binning asks for levels that were too many to gather. */
export function toCategoricalBins({ name, binning, levels }: GatheredLevels): CategoricalBins | undefined {
  const binned = chooseLevels(binning, levels);
  if (binned === undefined) return undefined;
  const known = new Set(binned);
  // More levels than are gathered are more than can be given.
  const hasOthers = levels === undefined || levels.some(({ text }) => !known.has(text));
  return {
    ...{ name, type: 'categorical', status: 'ok', binning, levels: binned },
    ...(binning.method === 'given-groups' && { groups: toGroups(binning, binned) }),
    others: hasOthers ? 'rest' : 'unseen',
  };
}

/** The levels that have a bin, in code unit order. */
function chooseLevels(
  binning: CategoricalBinning,
  levels: readonly Level[] | undefined,
): readonly string[] | undefined {
  switch (binning.method) {
    case 'all-levels':
      return levels?.map(({ text }) => text);
    case 'top-levels':
      return levels && inCodeUnitOrder(mostFrequent(levels, binning.count).map(({ text }) => text));
    case 'given-levels':
      return inCodeUnitOrder(binning.levels);
    case 'given-groups':
      return inCodeUnitOrder(binning.groups.flatMap((group) => group.levels));
  }
}

function toGroups(
  { groups }: Extract<CategoricalBinning, { readonly method: 'given-groups' }>,
  levels: readonly string[],
): { readonly labels: readonly string[]; readonly binOfLevel: readonly number[] } {
  const labels = groups.map((group) => group.label);
  return {
    labels,
    binOfLevel: levels.map((level) => groups.findIndex((group) => group.levels.includes(level))),
  };
}

/** As JavaScript compares texts, which depends on no language. */
function inCodeUnitOrder(texts: readonly string[]): readonly string[] {
  return texts.toSorted((a, b) => (a < b ? -1 : 1));
}
