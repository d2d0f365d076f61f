import { sameJson } from '../job/same-json.ts';
import type { AlertMute, AlertRule, AlertRuleDefinition } from './alert-rule.ts';

/** A rule's definition without what the app adds to it. */
export function definitionOfRule(rule: AlertRuleDefinition): AlertRuleDefinition {
  const { ruleId, valueStream, description, tags, remindSeconds } = rule;
  const { scope, conditions, channels, severity, groupBy, quietSeconds, isEnabled } = rule;
  return {
    ...{ ruleId, valueStream, scope, conditions, channels, severity, groupBy, quietSeconds, isEnabled },
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(remindSeconds === undefined ? {} : { remindSeconds }),
  };
}

/** Whether the rule is defined like this already. */
export function isSameRule(rule: AlertRule, definition: AlertRuleDefinition): boolean {
  return sameJson(definitionOfRule(rule), definition);
}

/** A rule at its first definition. */
export function newRule(definition: AlertRuleDefinition, now: number): AlertRule {
  return { ...definition, generation: 1, createdAt: now, updatedAt: now };
}

/** The rule with another definition; it stays in its value stream, and muted where it is. */
export function redefinedRule(rule: AlertRule, definition: AlertRuleDefinition, now: number): AlertRule {
  const { generation, createdAt, valueStream, mute } = rule;
  return {
    ...definition,
    valueStream,
    ...(mute === undefined ? {} : { mute }),
    ...{ generation: generation + 1, createdAt, updatedAt: now },
  };
}

/** The rule with this mute in place of any other. Its definition is the same, and so is its generation. */
export function mutedRule(rule: AlertRule, mute: AlertMute): AlertRule | 'same' {
  return sameJson(rule.mute, mute) ? 'same' : { ...rule, mute };
}

export function unmutedRule({ mute, ...rest }: AlertRule): AlertRule | 'same' {
  return mute === undefined ? 'same' : rest;
}
