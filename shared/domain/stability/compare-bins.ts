import { assessSignificance, type SampleSizes } from './assess-significance.ts';
import { computePsi } from './compute-psi.ts';
import { type CompleteCriteria, decideAlarm } from './decide-alarm.ts';
import { measureDistances } from './measure-distances.ts';
import { type BinPair, isInUse } from './pair-bins.ts';
import { toStabilityBand } from './stability-band.ts';
import type { ColumnStability } from './stability-result.ts';

const MIN_ROWS_PER_BIN = 10;

type Comparison = Omit<ColumnStability, 'name' | 'type'>;

/**
 * Everything that one pass over a column's bins gives: the index and its bins, whether it can be told from chance,
 * the other distances, the band and the alarm. Neither sample may be empty.
 */
export function compareBins(
  pairs: readonly BinPair[],
  proportionFloor: number,
  criteria: CompleteCriteria,
): Comparison {
  const expectedCounts = pairs.map((pair) => pair.expectedCount);
  const actualCounts = pairs.map((pair) => pair.actualCount);
  const rule = { kind: 'proportion-floor', proportion: proportionFloor } as const;
  const { psi, bins } = computePsi(expectedCounts, actualCounts, rule);
  const sizes = {
    expectedRows: sum(expectedCounts),
    actualRows: sum(actualCounts),
    effectiveBins: pairs.filter(isInUse).length,
  };
  const significance = assessSignificance(psi, sizes, criteria.alpha);
  return {
    ...statusOf(sizes),
    psi,
    band: toStabilityBand(psi, criteria),
    decision: decideAlarm(psi, significance.criticalValue, criteria),
    significance,
    distances: measureDistances(pairs),
    bins: pairs.flatMap((pair, index) => {
      const shift = bins[index];
      return shift === undefined ? [] : [{ ...pair, ...shift }];
    }),
  };
}

function statusOf({
  expectedRows,
  actualRows,
  effectiveBins,
}: SampleSizes): Pick<Comparison, 'status' | 'reason'> {
  const rows = Math.min(expectedRows, actualRows);
  if (rows >= MIN_ROWS_PER_BIN * effectiveBins) return { status: 'ok' };
  const reason = `${rows} rows for ${effectiveBins} bins; at least ${MIN_ROWS_PER_BIN} rows per bin are needed in both samples.`;
  return { status: 'low-sample', reason };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
