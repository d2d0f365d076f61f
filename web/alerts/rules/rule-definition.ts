import type { AlertRuleRequestBody } from '../../../shared/contracts/http/alert-rule-request.ts';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';

/** What has to be sent to define a rule as it is read. */
export function definitionOf(rule: AlertRuleView): AlertRuleRequestBody {
  const { valueStream, description, tags, scope, conditions, channels } = rule;
  const { severity, groupBy, quietSeconds, remindSeconds, enabled } = rule;
  const { jobIds, modelIds, kinds, tags: ofJobs } = scope;
  return {
    ...{ valueStream, severity, groupBy, quietSeconds, enabled },
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    scope: {
      ...(jobIds === undefined ? {} : { jobIds: [...jobIds] }),
      ...(modelIds === undefined ? {} : { modelIds: [...modelIds] }),
      ...(kinds === undefined ? {} : { kinds: [...kinds] }),
      ...(ofJobs === undefined ? {} : { tags: [...ofJobs] }),
    },
    conditions: conditions.map((condition) =>
      condition.type === 'run-failed' && condition.reasons !== undefined
        ? { type: condition.type, reasons: [...condition.reasons] }
        : condition.type === 'run-failed'
          ? { type: condition.type }
          : condition,
    ),
    channels: channels.map((channel) =>
      channel.type === 'email' ? { type: channel.type, to: [...channel.to] } : channel,
    ),
    ...(remindSeconds === undefined ? {} : { remindSeconds }),
  };
}
