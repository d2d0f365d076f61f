import { z } from 'zod';
import type {
  BinSpecification,
  CategoricalBins,
  ColumnBins,
  NumericBins,
} from '../domain/stability/bin-specification.ts';
import type { ColumnCounts } from '../domain/stability/sample-counts.ts';
import { firstBinSpecification } from './first-bin-specification.ts';
import { sampleCounts } from './sample-counts.ts';

const emptyBins = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('proportion-floor'), proportion: z.number() }),
  z.object({ kind: z.literal('add-proportion'), proportion: z.number() }),
  z.object({ kind: z.literal('count-floor'), count: z.number() }),
  z.object({ kind: z.literal('add-count'), count: z.number(), isRenormalised: z.boolean() }),
]);

/** Strict: a rule that this code does not know must not be passed over. */
const convention = z.strictObject({
  name: z.string(),
  version: z.number(),
  binning: z.enum(['quantile', 'equal-width']),
  bins: z.number(),
  quantileType: z.literal(7),
  closed: z.enum(['right', 'left']),
  atoms: z.boolean(),
  missing: z.enum(['own-bin', 'drop']),
  unseen: z.enum(['pooled', 'own-bins']),
  emptyBins,
});

const numericBinning = z.discriminatedUnion('method', [
  z.object({ method: z.literal('quantile'), bins: z.number() }),
  z.object({ method: z.literal('equal-width'), bins: z.number() }),
  z.object({ method: z.literal('fixed-edges'), edges: z.array(z.number()) }),
]);

const categoricalBinning = z.discriminatedUnion('method', [
  z.object({ method: z.literal('all-levels') }),
  z.object({ method: z.literal('top-levels'), count: z.number() }),
  z.object({ method: z.literal('given-levels'), levels: z.array(z.string()) }),
  z.object({
    method: z.literal('given-groups'),
    groups: z.array(z.object({ label: z.string(), levels: z.array(z.string()) })),
  }),
]);

const points = z.object({
  ofBins: z.array(z.number()),
  ofSpecialCodes: z.array(z.number()),
  ofMissing: z.number().exactOptional(),
  ofOthers: z.number().exactOptional(),
});

const numeric = z.object({
  name: z.string(),
  type: z.literal('numeric'),
  status: z.literal('ok'),
  binning: numericBinning,
  binEdges: z.array(z.number()),
  specialCodes: z.array(z.number()),
  profileEdges: z.array(z.number()).exactOptional(),
  expectedRange: z.object({ min: z.number(), max: z.number() }).exactOptional(),
  points: points.exactOptional(),
});

const categorical = z.object({
  name: z.string(),
  type: z.literal('categorical'),
  status: z.literal('ok'),
  binning: categoricalBinning,
  levels: z.array(z.string()),
  groups: z.object({ labels: z.array(z.string()), binOfLevel: z.array(z.number()) }).exactOptional(),
  others: z.enum(['unseen', 'rest']),
  points: points.exactOptional(),
});

const unbinned = z.object({
  name: z.string(),
  type: z.enum(['numeric', 'categorical']),
  status: z.literal('not-computable'),
  reason: z.string(),
});

const current = z.object({
  schemaVersion: z.literal(2),
  convention,
  columns: z.array(z.union([numeric, categorical, unbinned])),
  segmentBy: z.array(z.string()),
  weightColumn: z.string().exactOptional(),
  expected: sampleCounts,
});

/** A frozen bin specification as it is stored; documents of version 1 come out as the present type. */
export const binSpecification = z.union([
  current
    .transform(({ schemaVersion: _version, ...specification }): BinSpecification => specification)
    .refine(isWhole, 'has counts that do not fit its bins'),
  firstBinSpecification,
]);

/** A specification as callers read it. */
export const binSpecificationView: z.ZodType<BinSpecification> = current
  .omit({ schemaVersion: true })
  .meta({ id: 'BinSpecification' });

/** What is stored of a specification: JSON that `binSpecification` reads. */
export function toStoredSpecification(specification: BinSpecification): object {
  return { schemaVersion: 2, ...specification };
}

/** A count for each bin: with one missing, every index would be wrong without a sign of it. */
function isWhole({ columns, expected }: BinSpecification): boolean {
  const groups = [expected, ...(expected.segments ?? [])];
  return groups.every(
    (group) =>
      group.columns.length === columns.length &&
      columns.every((bins, index) => isCounted(bins, group.columns[index])),
  );
}

function isCounted(bins: ColumnBins, counts: ColumnCounts | undefined): boolean {
  if (counts?.name !== bins.name) return false;
  if (bins.status !== 'ok' || counts.status !== 'counted') return counts.status === bins.status;
  const { intervals, codes, profile } = sizesOf(bins);
  return (
    counts.binCounts.length === intervals &&
    counts.specialCounts.length === codes &&
    counts.profileCounts?.length === profile
  );
}

function sizesOf(bins: NumericBins | CategoricalBins): {
  readonly intervals: number;
  readonly codes: number;
  readonly profile: number | undefined;
} {
  if (bins.type === 'categorical') {
    return { intervals: (bins.groups?.labels ?? bins.levels).length, codes: 0, profile: undefined };
  }
  const { binEdges, specialCodes, profileEdges } = bins;
  return {
    intervals: binEdges.length + 1,
    codes: specialCodes.length,
    profile: profileEdges && profileEdges.length + 1,
  };
}
