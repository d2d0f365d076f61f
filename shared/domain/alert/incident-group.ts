import type { AlertCause } from './alert-cause.ts';
import { familyOf } from './alert-family.ts';
import { RECIPIENTS_RULE_ID, type AlertRule } from './alert-rule.ts';

/** What the causes of one incident have in common, for people; empty where it is the rule alone. */
export function groupOf({ groupBy }: Pick<AlertRule, 'groupBy'>, cause: AlertCause): string {
  switch (groupBy) {
    case 'cause':
      return cause.group;
    case 'job':
      return cause.condition === 'drift' ? cause.group : (cause.jobId ?? cause.subject);
    case 'rule':
      return '';
  }
}

/**
 * What makes an incident one, in a text: rule, value stream, kind of condition and group. The stream is part of it since the
 * rule of the recipients has all of them; of that rule so are the recipients, in whatever order: jobs of other people are
 * other people's incident, so that everybody is told, of their own jobs, however many fail together.
 */
export function incidentIdentity(rule: AlertRule, cause: AlertCause, recipients: readonly string[]): string {
  const whose = rule.ruleId === RECIPIENTS_RULE_ID ? [[...recipients].sort()] : [];
  const family = familyOf(cause.condition);
  return JSON.stringify([rule.ruleId, rule.valueStream, family, groupOf(rule, cause), ...whose]);
}
