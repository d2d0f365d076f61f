import type { Baseline } from '../../shared/application/ports/baseline-store.ts';
import { PLAIN_CSV } from '../../shared/domain/data/data-source.ts';
import type { BinSpecification } from '../../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../../shared/domain/stability/convention.ts';
import { at } from './example-job.ts';

const counted = { status: 'counted', specialCounts: [], otherCount: 0, otherLevels: [] } as const;

/** Small, with numbers and texts that are easily damaged on the way. */
export const SMALL_SPECIFICATION: BinSpecification = {
  convention: HOUSE_CONVENTION,
  columns: [
    {
      ...{ name: 'age', type: 'numeric', status: 'ok', specialCodes: [] },
      binning: { method: 'quantile', bins: 10 },
      binEdges: [-1e-300, 0.1 + 0.2, Number.MAX_VALUE],
    },
    {
      ...{ name: 'Stadtteil', type: 'categorical', status: 'ok', others: 'unseen' },
      binning: { method: 'all-levels' },
      levels: ['', 'Zürich', '\\u00fc', '日本', '😀', '\ud83d'],
    },
    { name: 'id', type: 'categorical', status: 'not-computable', reason: 'More than 1000 levels.' },
  ],
  segmentBy: [],
  expected: {
    rowCount: 3,
    columns: [
      { name: 'age', binCounts: [1, 0, 1, 1], missingCount: 0, invalidCount: 1, ...counted },
      { name: 'Stadtteil', binCounts: [1, 1, 0, 0, 1, 0], missingCount: 0, invalidCount: 0, ...counted },
      { name: 'id', status: 'not-computable' },
    ],
    extraColumns: [],
  },
};

/** A baseline to be registered. */
export function exampleBaseline(
  baselineId: string,
  change: Partial<Baseline> = {},
): Omit<Baseline, 'version'> {
  return {
    baselineId,
    modelId: 'churn',
    source: { kind: 'blob', path: 'baselines/churn.csv', format: PLAIN_CSV },
    specification: SMALL_SPECIFICATION,
    createdAt: at('2026-03-01T00:00:00.123Z'),
    ...change,
  };
}
