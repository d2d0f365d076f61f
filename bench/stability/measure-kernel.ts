import type { Bins, NumericBins } from '../../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../../shared/domain/stability/convention.ts';
import { IntervalCounter } from '../../shared/domain/stability/interval-counter.ts';
import { createSampleCounter } from '../../shared/domain/stability/sample-counter.ts';
import { selectOrderStatistics } from '../../shared/domain/stability/select-order-statistics.ts';
import { cpuSeconds } from './process-usage.ts';
import { createRandom } from './write-sample.ts';

const VALUES = 10_000_000;
/** As many rows as a reader of columnar files hands out at once. */
const BATCH_ROWS = 2_048;
const BATCH_COLUMNS = 50;
const REPEATS = 5;

/** Rates of the kernel in values a second of CPU time, the best of some repeats. */
export interface KernelRates {
  readonly bins: number;
  readonly profile: number;
  readonly decoded: number;
  readonly sortSeconds: number;
  readonly decileSeconds: number;
  readonly profileQuantileSeconds: number;
}

export function measureKernel(): KernelRates {
  const random = createRandom(1);
  const values = Float64Array.from({ length: VALUES }, () => random() + random() + random() + random());
  const sorted = values.slice().sort();
  const quantiles = (parts: number): number[] =>
    Array.from({ length: parts - 1 }, (_, index) => sorted[Math.round((VALUES * (index + 1)) / parts)] ?? 0);
  const count = (edges: readonly number[]) => () => {
    new IntervalCounter(edges, 'right').add(values, VALUES);
  };
  const bins = binsOf(quantiles(10), quantiles(200));
  return {
    bins: VALUES / best(count(quantiles(10))),
    profile: VALUES / best(count(quantiles(200))),
    decoded:
      VALUES /
      best(() => {
        countDecoded(bins, values);
      }),
    sortSeconds: best(
      () => sorted.sort(),
      () => {
        sorted.set(values);
      },
    ),
    decileSeconds: best(
      () => {
        selectOrderStatistics(sorted, ranksOf(10));
      },
      () => {
        sorted.set(values);
      },
    ),
    profileQuantileSeconds: best(
      () => {
        selectOrderStatistics(sorted, ranksOf(200));
      },
      () => {
        sorted.set(values);
      },
    ),
  };
}

/** CPU seconds of the fastest repeat; `prepare` is not measured. */
function best(work: () => void, prepare: () => unknown = () => undefined): number {
  const times = Array.from({ length: REPEATS }, () => {
    prepare();
    const before = cpuSeconds();
    work();
    return cpuSeconds() - before;
  });
  return Math.min(...times);
}

/** The two neighbours of every quantile. */
function ranksOf(parts: number): number[] {
  return Array.from({ length: parts - 1 }, (_, index) => ((VALUES - 1) * (index + 1)) / parts).flatMap(
    (position) => [...new Set([Math.floor(position), Math.ceil(position)])],
  );
}

function binsOf(binEdges: readonly number[], profileEdges: readonly number[]): Bins {
  const columns = Array.from({ length: BATCH_COLUMNS }, (_, column): NumericBins => {
    const binning = { method: 'quantile', bins: 10 } as const;
    const expectedRange = { min: 0, max: 4 };
    const edges = {
      binEdges,
      profileEdges: [...new Set([...profileEdges, ...binEdges])].sort((a, b) => a - b),
    };
    return {
      name: `x${column}`,
      type: 'numeric',
      status: 'ok',
      binning,
      ...edges,
      specialCodes: [],
      expectedRange,
    };
  });
  return { convention: HOUSE_CONVENTION, columns, segmentBy: [] };
}

/** The values as decoded batches of some columns: bins, finer grid, range and moments. */
function countDecoded(bins: Bins, values: Float64Array): void {
  const counter = createSampleCounter(bins);
  counter.header(bins.columns.map(({ name }) => name));
  const size = BATCH_ROWS * BATCH_COLUMNS;
  for (let from = 0; from < values.length; from += size) {
    const rowCount = Math.floor(Math.min(size, values.length - from) / BATCH_COLUMNS);
    const columns = bins.columns.map((_, column) => {
      const start = from + column * rowCount;
      return { kind: 'numbers', values: values.subarray(start, start + rowCount) } as const;
    });
    counter.decodedRows({ rowCount, columns });
  }
  counter.finish();
}
