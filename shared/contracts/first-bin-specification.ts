import { z } from 'zod';
import type { BinSpecification, ColumnBins } from '../domain/stability/bin-specification.ts';
import type { BinConvention } from '../domain/stability/convention.ts';
import type { ColumnCounts } from '../domain/stability/sample-counts.ts';

/*
 * Version 1 of stored bin specifications: no version was named, the counts stood beside the bins, and there were
 * quantiles, all levels and a proportion floor only. Such documents are read for ever; none is written any more.
 */

const convention = z.object({
  name: z.string(),
  version: z.number(),
  bins: z.number(),
  quantileType: z.literal(7),
  closed: z.enum(['right', 'left']),
  atoms: z.boolean(),
  missing: z.enum(['own-bin', 'drop']),
  unseen: z.literal('pooled'),
  proportionFloor: z.number(),
});

const unbinned = z.object({
  name: z.string(),
  type: z.enum(['numeric', 'categorical']),
  status: z.literal('not-computable'),
  reason: z.string(),
});

const numeric = z.object({
  name: z.string(),
  type: z.literal('numeric'),
  status: z.literal('ok'),
  binEdges: z.array(z.number()),
  expectedCounts: z.array(z.number()),
  expectedMissingCount: z.number(),
  expectedInvalidCount: z.number(),
  expectedRange: z.object({ min: z.number(), max: z.number() }).exactOptional(),
});

const categorical = z.object({
  name: z.string(),
  type: z.literal('categorical'),
  status: z.literal('ok'),
  levels: z.array(z.string()),
  expectedCounts: z.array(z.number()),
  expectedMissingCount: z.number(),
});

const column = z.union([numeric, categorical, unbinned]);

/** A document of version 1, in the present type. */
export const firstBinSpecification = z
  .object({
    schemaVersion: z.undefined().exactOptional(),
    convention,
    rowCount: z.number(),
    columns: z.array(column),
  })
  .transform((document): BinSpecification => {
    const { proportionFloor, ...rules } = document.convention;
    const bins = {
      convention: {
        ...rules,
        binning: 'quantile',
        emptyBins: { kind: 'proportion-floor', proportion: proportionFloor },
      },
      columns: document.columns.map((stored) => toBins(stored, rules.bins)),
      segmentBy: [],
    } satisfies Omit<BinSpecification, 'expected' | 'convention'> & { convention: BinConvention };
    const columns = document.columns.map(toCounts);
    return { ...bins, expected: { rowCount: document.rowCount, columns, extraColumns: [] } };
  });

function toBins(stored: z.output<typeof column>, bins: number): ColumnBins {
  if (stored.status !== 'ok') return stored;
  if (stored.type === 'categorical') {
    const { name, type, status, levels } = stored;
    return { name, type, status, binning: { method: 'all-levels' }, levels, others: 'unseen' };
  }
  const { name, type, status, binEdges, expectedRange } = stored;
  return {
    ...{ name, type, status, binEdges, specialCodes: [] },
    binning: { method: 'quantile', bins },
    ...(expectedRange !== undefined && { expectedRange }),
  };
}

function toCounts(stored: z.output<typeof column>): ColumnCounts {
  const { name } = stored;
  if (stored.status !== 'ok') return { name, status: stored.status };
  const isNumeric = stored.type === 'numeric';
  return {
    ...{ name, status: 'counted', specialCounts: [], otherCount: 0, otherLevels: [] },
    binCounts: stored.expectedCounts,
    missingCount: stored.expectedMissingCount,
    invalidCount: isNumeric ? stored.expectedInvalidCount : 0,
    // The baseline lies in its own range.
    ...(isNumeric && stored.expectedRange !== undefined && { outOfRangeCount: 0 }),
  };
}
