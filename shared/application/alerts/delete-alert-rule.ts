import type { Actor } from '../../domain/access/actor.ts';
import { VersionConflict } from '../../domain/errors.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { UniqueId } from '../ports/environment.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';
import { alertRuleSubject, auditedAlertRule } from './audited-alert-rule.ts';

export interface DeleteAlertRuleOutcome {
  readonly outcome: 'deleted' | 'not-found' | 'version-mismatch';
}

interface Dependencies {
  readonly alertRules: Pick<AlertRuleStore, 'get' | 'remove'>;
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
}

export type DeleteAlertRule = (
  ruleId: string,
  expected: ExpectedVersions,
  actor: Actor,
) => Promise<DeleteAlertRuleOutcome>;

/** Deletes a rule. What it has opened is resolved as `rule-gone` by the next pass over the incidents, and stays readable. */
export function createDeleteAlertRule(dependencies: Dependencies): DeleteAlertRule {
  return async (ruleId, expected, actor) => {
    for (;;) {
      const deleted = await tryDelete(dependencies, { ruleId, expected, actor });
      if (deleted !== 'overtaken') return { outcome: deleted };
    }
  };
}

async function tryDelete(
  { alertRules, auditedChange, uniqueId }: Dependencies,
  {
    ruleId,
    expected,
    actor,
  }: { readonly ruleId: string; readonly expected: ExpectedVersions; readonly actor: Actor },
): Promise<DeleteAlertRuleOutcome['outcome'] | 'overtaken'> {
  const existing = await alertRules.get(ruleId);
  if (existing === undefined) return 'not-found';
  const { value: rule, version: ifVersion } = existing;
  if (expected !== undefined && !isExpected(ifVersion, expected)) return 'version-mismatch';
  const subject = alertRuleSubject(ruleId);
  const asked = { subject, changeId: uniqueId(), action: 'delete', actor, before: auditedAlertRule(rule) };
  try {
    await auditedChange(asked, async () => {
      await alertRules.remove(ruleId, { ifVersion });
      return { result: undefined, outcome: 'done' };
    });
    return 'deleted';
  } catch (error) {
    if (error instanceof VersionConflict) return 'overtaken';
    throw error;
  }
}
