import { readAlertRule, saveAlertRule } from '../../shared/contracts/http/operation-paths.ts';
import type { ApplyOutcome } from './applied-object.ts';
import type { Resource } from './apply-resource.ts';
import type { AlertRuleDocument } from './document.ts';
import { documentPointer } from './to-request.ts';

/**
 * A rule as the server has it, with the defaults of what its document leaves out: else what says less than is stored would
 * never be the same. Or what is wrong with it, which a dry run tells too.
 */
export async function alertRuleResource(
  { metadata, spec }: AlertRuleDocument,
  tag: string,
): Promise<Resource | ApplyOutcome> {
  // Of all the contracts only these, and only where there is a rule: loading them all would slow every command down.
  const [{ alertRuleRequest, toAlertRuleDefinition }, { ALERT_RULE_FIELDS, alertRuleText }, { issuesOf }] =
    await Promise.all([
      import('../../shared/contracts/http/alert-rule-request.ts'),
      import('../../shared/contracts/http/alert-rule-view.ts'),
      import('../../shared/contracts/http/issues.ts'),
    ]);
  const { name: ruleId, valueStream, description, tags = [] } = metadata;
  const parsed = alertRuleRequest.safeParse({
    ...{ ruleId, valueStream, tags: [...tags, tag] },
    ...(description === undefined ? {} : { description }),
    ...spec,
  });
  if (!parsed.success) {
    const errors = issuesOf(parsed.error).map(({ pointer, message }) => ({
      pointer: documentPointer(pointer),
      detail: message,
    }));
    return { outcome: 'failed', errors };
  }
  return {
    ...{ read: readAlertRule, save: saveAlertRule, path: { ruleId } },
    desired: alertRuleText(toAlertRuleDefinition(ruleId, parsed.data)),
    ...{ fields: ALERT_RULE_FIELDS, pointerOf: documentPointer },
  };
}
