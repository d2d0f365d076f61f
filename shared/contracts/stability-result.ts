import { z } from 'zod';
import { DECISION_RULES } from '../domain/stability/decide-alarm.ts';
import type { StabilityCriteria } from '../domain/stability/decide-alarm.ts';
import type { StabilityResult } from '../domain/stability/stability-result.ts';
import type { StabilityThresholds } from '../domain/stability/stability-band.ts';

const type = z.enum(['numeric', 'categorical']);
const band = z.enum(['stable', 'moderate-shift', 'significant-shift']);
const rule = z.enum(DECISION_RULES);
const status = z.enum([
  'ok',
  'low-sample',
  'empty-current',
  'missing-column',
  'type-changed',
  'not-computable',
]);
const levels = z.array(z.object({ level: z.string(), count: z.number() }));

const significance = z.object({
  alpha: z.number(),
  criticalValue: z.number(),
  pValue: z.number(),
  adjustedPValue: z.number(),
  expectedNoise: z.number(),
  effectiveBins: z.number(),
  effectiveRows: z.object({ expected: z.number(), actual: z.number() }).exactOptional(),
});

const distances = z.object({
  klActualToExpected: z.number().nullable(),
  klExpectedToActual: z.number().nullable(),
  reason: z.string().exactOptional(),
  jensenShannon: z.number(),
  hellinger: z.number(),
  lInfinity: z.number(),
  overlap: z.number(),
  chiSquare: z.object({ statistic: z.number(), degreesOfFreedom: z.number(), pValue: z.number() }),
});

const rates = z.object({
  expectedMissing: z.number(),
  actualMissing: z.number(),
  unseen: z.number().exactOptional(),
  outOfRange: z.number().exactOptional(),
});

const shape = z.object({
  ks: z.number(),
  ksAtMost: z.number(),
  wasserstein: z.number().nullable(),
  wassersteinWithin: z.number().nullable(),
  expectedMean: z.number(),
  actualMean: z.number(),
  expectedSd: z.number().nullable(),
  actualSd: z.number().nullable(),
});

const points = z.object({
  csi: z.number().nullable(),
  reason: z.string().exactOptional(),
  expectedMean: z.number().nullable(),
  actualMean: z.number().nullable(),
  terms: z.array(z.number()),
});

const bin = z.object({
  label: z.string(),
  expectedCount: z.number(),
  actualCount: z.number(),
  expectedProportion: z.number(),
  actualProportion: z.number(),
  contribution: z.number(),
});

const column = z.object({
  name: z.string(),
  type,
  status,
  reason: z.string().exactOptional(),
  psi: z.number().nullable(),
  band: band.nullable(),
  // In every result with an index, but for the oldest.
  decision: z.object({ alarm: z.boolean(), rule }).exactOptional(),
  significance: significance.exactOptional(),
  distances: distances.exactOptional(),
  rates: rates.exactOptional(),
  shape: shape.exactOptional(),
  points: points.exactOptional(),
  isShortened: z.literal(true).exactOptional(),
  bins: z.array(bin),
  unseenLevels: levels.exactOptional(),
  otherLevels: levels.exactOptional(),
});

const group = { currentRowCount: z.number(), columns: z.array(column) };

const leftOut = z.object({
  outsideWindow: z.number().exactOptional(),
  withoutTime: z.number().exactOptional(),
  withoutWeight: z.number().exactOptional(),
  malformed: z.number().exactOptional(),
  beyondSegmentLimit: z.number().exactOptional(),
});

const reference = z.discriminatedUnion('to', [
  z.object({ to: z.literal('previous-window') }),
  z.object({ to: z.literal('rolling-window'), windows: z.number() }),
]);

const result = z.object({
  ...group,
  extraColumns: z.array(z.string()),
  leftOut: leftOut.exactOptional(),
  segments: z.array(z.object({ segment: z.record(z.string(), z.string()), ...group })).exactOptional(),
  comparisons: z.array(z.object({ reference, runIds: z.array(z.string()), ...group })).exactOptional(),
});

const thresholds = z.object({ moderate: z.number(), significant: z.number() });

const criteria = thresholds.extend({
  alpha: z.number().exactOptional(),
  rule: rule.exactOptional(),
  consecutive: z.object({ k: z.number(), n: z.number() }).exactOptional(),
});

/** A result as it is stored: with the convention and the criteria that its figures mean something by. */
export interface StabilityDetail extends StabilityResult {
  /** Name, version and rules; which rules there are depends on the version. */
  readonly convention: Readonly<Record<string, unknown>>;
  /** What the indexes were judged by; results older than the criteria have `thresholds` alone. */
  readonly criteria?: StabilityCriteria;
  readonly thresholds?: StabilityThresholds;
  /** The data interval [from, to) of the run's slot, ISO 8601 in UTC. */
  readonly interval?: { readonly from: string; readonly to: string };
}

/** The result as callers read it beside the run's totals. */
export const stabilityDetailView = result.extend({
  convention: z.record(z.string(), z.unknown()),
  criteria: criteria.exactOptional(),
  thresholds: thresholds.exactOptional(),
  interval: z.object({ from: z.string(), to: z.string() }).exactOptional(),
});

/**
 * The detail of a measured run, to read it back; see StabilityResult. What else stands beside the result, such as the
 * files that were read, is passed on; fields of the result that it does not know are dropped.
 */
export const stabilityDetail: z.ZodType<StabilityDetail> = stabilityDetailView.loose();
