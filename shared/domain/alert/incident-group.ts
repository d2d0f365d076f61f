import type { AlertCause } from './alert-cause.ts';
import { familyOf } from './alert-family.ts';
import type { AlertRule } from './alert-rule.ts';

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
 * rule of the recipients has all of them.
 */
export function incidentIdentity(rule: AlertRule, cause: AlertCause): string {
  return JSON.stringify([rule.ruleId, rule.valueStream, familyOf(cause.condition), groupOf(rule, cause)]);
}
