import type { AlertConditionType } from './alert-condition.ts';

/**
 * The kind of a condition: what one incident is of. A failed run after several attempts meets two conditions, and is one
 * trouble.
 */
export function familyOf(condition: AlertConditionType): string {
  return condition === 'retries-exhausted' ? 'run-failed' : condition;
}
