import type { Significance } from './assess-significance.ts';
import { assertAlpha } from './chi-square.ts';
import { assertConsecutive, type ConsecutiveRule } from './decide-consecutive.ts';
import type { StabilityThresholds } from './stability-band.ts';
import { assertThresholds } from './stability-band.ts';

/**
 * - `threshold`: the index reaches the threshold `moderate`;
 * - `threshold-and-critical-value`: and it is above the critical value, so that chance alone hardly explains it;
 * - `threshold-and-adjusted-p-value`: and its p-value, adjusted for the number of columns, is at most alpha.
 */
export const DECISION_RULES = [
  'threshold',
  'threshold-and-critical-value',
  'threshold-and-adjusted-p-value',
] as const;
export type DecisionRule = (typeof DECISION_RULES)[number];

/** What an index is judged by. */
export interface StabilityCriteria extends StabilityThresholds {
  /** The significance level, 0.05 when absent. */
  readonly alpha?: number;
  /** `threshold-and-critical-value` when absent. */
  readonly rule?: DecisionRule;
  /** In how many of the last windows there has to be an alarm before the model has one; absent: in the one at hand. */
  readonly consecutive?: ConsecutiveRule;
}

export interface CompleteCriteria extends StabilityCriteria {
  readonly alpha: number;
  readonly rule: DecisionRule;
}

/** Whether the column calls for attention, and the rule that says so. */
export interface Decision {
  readonly alarm: boolean;
  readonly rule: DecisionRule;
}

export const DEFAULT_ALPHA = 0.05;
export const DEFAULT_RULE: DecisionRule = 'threshold-and-critical-value';

/**
 * Fills in what is absent. Throws InvalidInput for thresholds out of order, an alpha not between 0 and 1, or a number
 * of windows that makes no sense.
 */
export function completeCriteria(criteria: StabilityCriteria): CompleteCriteria {
  const complete = { alpha: DEFAULT_ALPHA, rule: DEFAULT_RULE, ...criteria };
  assertThresholds(complete);
  assertAlpha(complete.alpha);
  if (complete.consecutive !== undefined) assertConsecutive(complete.consecutive);
  return complete;
}

/**
 * The alarm of one index. A threshold itself belongs to the higher band, and so it alarms; the critical value has
 * to be exceeded. In small samples chance decides, in large ones the threshold.
 */
export function decideAlarm(
  psi: number,
  significance: Pick<Significance, 'criticalValue' | 'adjustedPValue'>,
  { moderate, alpha, rule }: Pick<CompleteCriteria, 'moderate' | 'alpha' | 'rule'>,
): Decision {
  return { alarm: psi >= moderate && isBeyondChance(), rule };

  function isBeyondChance(): boolean {
    switch (rule) {
      case 'threshold':
        return true;
      case 'threshold-and-critical-value':
        return psi > significance.criticalValue;
      case 'threshold-and-adjusted-p-value':
        return significance.adjustedPValue <= alpha;
    }
  }
}
