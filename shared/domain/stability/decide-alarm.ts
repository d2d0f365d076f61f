import { assertAlpha } from './chi-square.ts';
import type { StabilityThresholds } from './stability-band.ts';
import { assertThresholds } from './stability-band.ts';

/**
 * - `threshold`: the index reaches the threshold `moderate`;
 * - `threshold-and-critical-value`: and it is above the critical value, so that chance alone hardly explains it.
 */
export type DecisionRule = 'threshold' | 'threshold-and-critical-value';

/** What an index is judged by. */
export interface StabilityCriteria extends StabilityThresholds {
  /** The significance level, 0.05 when absent. */
  readonly alpha?: number;
  /** `threshold-and-critical-value` when absent. */
  readonly rule?: DecisionRule;
}

export type CompleteCriteria = Required<StabilityCriteria>;

/** Whether the column calls for attention, and the rule that says so. */
export interface Decision {
  readonly alarm: boolean;
  readonly rule: DecisionRule;
}

const DEFAULT_ALPHA = 0.05;
const DEFAULT_RULE: DecisionRule = 'threshold-and-critical-value';

/** Fills in what is absent. Throws InvalidInput for thresholds out of order or an alpha not between 0 and 1. */
export function completeCriteria(criteria: StabilityCriteria): CompleteCriteria {
  const complete = { alpha: DEFAULT_ALPHA, rule: DEFAULT_RULE, ...criteria };
  assertThresholds(complete);
  assertAlpha(complete.alpha);
  return complete;
}

/**
 * The alarm of one index. A threshold itself belongs to the higher band, and so it alarms; the critical value has
 * to be exceeded. In small samples the critical value decides, in large ones the threshold.
 */
export function decideAlarm(
  psi: number,
  criticalValue: number,
  { moderate, rule }: Pick<CompleteCriteria, 'moderate' | 'rule'>,
): Decision {
  const isExplainedByChance = rule === 'threshold-and-critical-value' && psi <= criticalValue;
  return { alarm: psi >= moderate && !isExplainedByChance, rule };
}
