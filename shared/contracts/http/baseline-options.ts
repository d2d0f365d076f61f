import { z } from 'zod';
import type { BaselineOptions } from '../../domain/stability/baseline-options.ts';
import type { BinConvention } from '../../domain/stability/convention.ts';
import { HOUSE_CONVENTION } from '../../domain/stability/convention.ts';
import { NAMED_CONVENTIONS } from '../../domain/stability/named-conventions.ts';
import { whole } from '../job-policies.ts';
import { columnName } from './column-name.ts';

const MAX_BINS = 1_000;
const level = z.string().max(1_000, 'must be at most 1,000 characters');
const finite = z.number('must be a number');
const bins = whole(2, MAX_BINS);

const binning = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('quantile'), bins: bins.default(HOUSE_CONVENTION.bins) }),
  z.strictObject({ method: z.literal('equal-width'), bins: bins.default(HOUSE_CONVENTION.bins) }),
  z.strictObject({
    method: z.literal('fixed-edges'),
    edges: z
      .array(finite)
      .min(1)
      .max(MAX_BINS - 1),
  }),
  z.strictObject({ method: z.literal('all-levels') }),
  z.strictObject({ method: z.literal('top-levels'), count: whole(1, MAX_BINS) }),
  z.strictObject({ method: z.literal('given-levels'), levels: z.array(level).min(1).max(MAX_BINS) }),
  z.strictObject({
    method: z.literal('given-groups'),
    groups: z
      .array(z.strictObject({ label: level.min(1), levels: z.array(level).min(1).max(MAX_BINS) }))
      .min(1)
      .max(MAX_BINS),
  }),
]);

const points = z.union(
  [
    z.literal('own-values'),
    z.strictObject({
      ofBins: z.array(finite).min(1).max(MAX_BINS),
      ofSpecialCodes: z.array(finite).max(MAX_BINS).default([]),
      ofMissing: finite.exactOptional(),
      ofOthers: finite.exactOptional(),
    }),
  ],
  'must be "own-values" or an object with "ofBins"',
);

export const columnType = z.enum(['numeric', 'categorical'], 'must be "numeric" or "categorical"');

const columnOptions = z.strictObject({
  type: columnType.exactOptional(),
  binning: binning.exactOptional(),
  specialCodes: z.array(finite).max(100).exactOptional(),
  points: points.exactOptional(),
});

const share = z.number().positive('must be greater than 0').lt(1, 'must be less than 1');
const count = z.number().positive('must be greater than 0').max(1_000_000);

const emptyBins = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('proportion-floor'), proportion: share }),
  z.strictObject({ kind: z.literal('add-proportion'), proportion: share }),
  z.strictObject({ kind: z.literal('count-floor'), count }),
  z.strictObject({ kind: z.literal('add-count'), count, isRenormalised: z.boolean().default(true) }),
]);

const ownConvention = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits, ".", "_" or "-"')
    .refine((name) => NAMED_CONVENTIONS.every((known) => known.name !== name), 'is the name of another one'),
  version: whole(1, 1_000_000).default(1),
  binning: z.enum(['quantile', 'equal-width']).default(HOUSE_CONVENTION.binning),
  bins: bins.default(HOUSE_CONVENTION.bins),
  closed: z.enum(['right', 'left']).default('right'),
  atoms: z.boolean().default(false),
  missing: z.enum(['own-bin', 'drop']).default(HOUSE_CONVENTION.missing),
  unseen: z.enum(['pooled', 'own-bins']).default(HOUSE_CONVENTION.unseen),
  emptyBins: emptyBins.default({ ...HOUSE_CONVENTION.emptyBins }),
});

const NAMES = NAMED_CONVENTIONS.map(({ name }) => name);

const named = z.enum(NAMES, `must be one of ${NAMES.join(', ')}, or an object`);

const convention = z
  .union([named, ownConvention], `must be one of ${NAMES.join(', ')}, or an object with a name of its own`)
  .transform(toConvention);

function toConvention(given: z.output<typeof named> | z.output<typeof ownConvention>): BinConvention {
  if (typeof given !== 'string') return { ...given, quantileType: 7 };
  return NAMED_CONVENTIONS.find(({ name }) => name === given) ?? HOUSE_CONVENTION;
}

/** How a baseline is reduced to bins, as a caller says it; everything has a default. */
export const baselineOptionsRequest = z.strictObject({
  convention: convention.default(HOUSE_CONVENTION),
  columns: z.record(columnName, columnOptions).default({}),
  segmentBy: z.array(columnName).max(5, 'must name at most 5 columns').default([]),
  weightColumn: columnName.exactOptional(),
});

/** The options in the domain's form; the columns to bin are the caller's to add. */
export function toBaselineOptions({
  columns: columnOptionsByName,
  ...rest
}: z.output<typeof baselineOptionsRequest>): BaselineOptions {
  return { ...rest, columnOptions: columnOptionsByName };
}
