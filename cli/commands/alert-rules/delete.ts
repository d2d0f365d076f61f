import { deleteAlertRule } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { rule } from './rule-argument.ts';

export const alertRulesDelete = command({
  name: 'alert-rules delete',
  summary: 'delete a rule; what it has opened is resolved',
  arguments: { rule },
  options: { reason },
  run: async (context, { rule: ruleId, reason: why }) => {
    await context.confirm(`Delete alert rule ${ruleId}? Nobody is told by it any more.`);
    const headers = context.reasonHeader(why);
    await (await context.api()).call(deleteAlertRule, { path: { ruleId }, headers });
    context.out.done(`Alert rule ${ruleId} is deleted.`, { ruleId });
  },
});
