import { z } from 'zod';

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

/** A frozen bin specification as it is stored; see BinSpecification. */
export const binSpecification = z.object({
  convention,
  rowCount: z.number(),
  columns: z.array(z.union([numeric, categorical, unbinned])),
});
