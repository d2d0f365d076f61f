import type { AlertMute, AlertRule } from '../../domain/alert/alert-rule.ts';
import { definitionOfRule } from '../../domain/alert/defined-rule.ts';
import type { AuditedState } from '../ports/audit-log.ts';

/** What the audit log calls a rule. */
export function alertRuleSubject(ruleId: string): string {
  return `alert-rule:${ruleId}`;
}

/** A rule as the audit log has it: its channels name their secrets, and hold none. */
export function auditedAlertRule(rule: AlertRule): AuditedState {
  const { mute, generation } = rule;
  return {
    ...definitionOfRule(rule),
    ...(mute === undefined ? {} : { mute: auditedMute(mute) }),
    generation,
  };
}

export function auditedMute({ until, author, reason }: AlertMute): AuditedState {
  return { until: new Date(until).toISOString(), author, reason };
}
