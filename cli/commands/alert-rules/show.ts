import { readAlertRule } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { ALERT_RULE_FIELDS } from '../../output/alert-columns.ts';
import { rule } from './rule-argument.ts';

export const alertRulesShow = command({
  name: 'alert-rules show',
  summary: 'show a rule; "get alert-rule RULE --yaml" prints it for "apply"',
  arguments: { rule },
  run: async (context, { rule: ruleId }) => {
    const { body } = await (await context.api()).call(readAlertRule, { path: { ruleId } });
    printAlertRule(context, body);
  },
});

export function printAlertRule({ out }: CommandContext, rule: unknown): void {
  out.item(rule, ALERT_RULE_FIELDS);
}
