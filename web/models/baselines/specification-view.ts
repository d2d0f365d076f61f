import type { BaselineDetailView } from '../../../shared/contracts/http/baseline-view.ts';
import type { DataSourceView } from '../../../shared/contracts/http/data-source-view.ts';
import { binInWords } from '../window/window-words.ts';

type Specification = BaselineDetailView['specification'];

/** A column of a baseline with its bins. */
export interface BaselineColumn {
  readonly name: string;
  readonly type: 'numeric' | 'categorical';
  /** How its bins were made, or why it has none. */
  readonly method: string;
  readonly bins: readonly BaselineBin[];
}

export interface BaselineBin {
  readonly label: string;
  readonly count: number;
  /** Of all rows that count in a bin, 0 to 1. */
  readonly share: number;
}

const METHODS: Readonly<Record<string, string>> = {
  quantile: 'quantiles',
  'equal-width': 'equal widths',
  'fixed-edges': 'given edges',
  'all-levels': 'each level a bin',
  'top-levels': 'the most frequent levels',
  'given-levels': 'given levels',
  'given-groups': 'given groups of levels',
};

/** The columns with the counts that the baseline has in each bin. */
export function baselineColumns({ columns, convention, expected }: Specification): BaselineColumn[] {
  return columns.map((bins, index) => {
    const { name, type } = bins;
    const counts = expected.columns[index];
    if (bins.status !== 'ok') return { name, type, method: bins.reason, bins: [] };
    const method = METHODS[bins.binning.method] ?? bins.binning.method;
    if (counts?.status !== 'counted') return { name, type, method, bins: [] };
    const labels =
      bins.type === 'numeric'
        ? intervals(bins.binEdges, convention.closed)
        : (bins.groups?.labels ?? bins.levels);
    const codes = bins.type === 'numeric' ? bins.specialCodes.map((code) => `{${code}}`) : [];
    const { binCounts, specialCounts, missingCount, otherCount, invalidCount } = counts;
    const special: [string, number][] = [
      ['__MISSING__', missingCount],
      ['__OTHER__', otherCount],
      ['__INVALID__', invalidCount],
    ];
    const all = [
      ...labels.map((label, bin) => ({ label, count: binCounts[bin] ?? 0 })),
      ...codes.map((label, bin) => ({ label, count: specialCounts[bin] ?? 0 })),
      ...special.flatMap(([label, count]) => (count > 0 ? [{ label: binInWords(label), count }] : [])),
    ];
    const total = all.reduce((sum, { count }) => sum + count, 0) || 1;
    return { name, type, method, bins: all.map((bin) => ({ ...bin, share: bin.count / total })) };
  });
}

/** Where the data came from, as one reads it. */
export function sourceInWords(source: DataSourceView): string {
  if (typeof source === 'string') return source;
  if ('path' in source) return source.path;
  return source.snowflake.table ?? 'a query of the warehouse';
}

/** The outer two are open to infinity. */
function intervals(edges: readonly number[], closed: 'right' | 'left'): string[] {
  const all = [Number.NEGATIVE_INFINITY, ...edges, Number.POSITIVE_INFINITY];
  return all.slice(1).map((to, index) => {
    const from = all[index] ?? Number.NEGATIVE_INFINITY;
    const [left, right] = closed === 'right' ? ['(', ']'] : ['[', ')'];
    const begin = Number.isFinite(from) ? `${left}${from}` : '(-inf';
    return `${begin},${Number.isFinite(to) ? `${to}${right}` : 'inf)'}`;
  });
}
