import { z } from 'zod';

const uncounted = z.object({ name: z.string(), status: z.enum(['missing-column', 'not-computable']) });

const counted = z.object({
  name: z.string(),
  status: z.literal('counted'),
  binCounts: z.array(z.number()),
  specialCounts: z.array(z.number()),
  missingCount: z.number(),
  otherCount: z.number(),
  invalidCount: z.number(),
  outOfRangeCount: z.number().exactOptional(),
  range: z.object({ min: z.number(), max: z.number() }).exactOptional(),
  profileCounts: z.array(z.number()).exactOptional(),
  moments: z.object({ count: z.number(), mean: z.number(), squaredDeviations: z.number() }).exactOptional(),
  otherLevels: z.array(z.object({ level: z.string(), count: z.number() })),
});

const group = {
  rowCount: z.number(),
  weights: z.object({ sum: z.number(), sumOfSquares: z.number() }).exactOptional(),
  columns: z.array(z.union([counted, uncounted])),
};

const leftOut = z.object({
  outsideWindow: z.number().exactOptional(),
  withoutTime: z.number().exactOptional(),
  withoutWeight: z.number().exactOptional(),
  malformed: z.number().exactOptional(),
  beyondSegmentLimit: z.number().exactOptional(),
});

/** A sample's counts as they are stored; see SampleCounts. */
export const sampleCounts = z.object({
  ...group,
  extraColumns: z.array(z.string()),
  leftOut: leftOut.exactOptional(),
  segments: z.array(z.object({ ...group, key: z.array(z.string()) })).exactOptional(),
});
