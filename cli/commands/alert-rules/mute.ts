import { muteAlertRule, unmuteAlertRule } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { muteBody, until } from '../mute-body.ts';
import { rule } from './rule-argument.ts';

export const alertRulesMute = command({
  name: 'alert-rules mute',
  summary: 'hear nothing of what a rule finds for a while',
  details: '  evenkeel alert-rules mute failures --until +2h --reason "The server is being moved."',
  arguments: { rule },
  options: { until, reason },
  run: async (context, { rule: ruleId, until: end, reason: why }) => {
    const body = await muteBody(context, end, why);
    const { body: answer } = await (await context.api()).call(muteAlertRule, { path: { ruleId }, body });
    context.out.done(`Alert rule ${ruleId} is muted until ${body.until}.`, answer);
  },
});

export const alertRulesUnmute = command({
  name: 'alert-rules unmute',
  summary: 'hear of what a rule finds again',
  arguments: { rule },
  options: { reason },
  run: async (context, { rule: ruleId, reason: why }) => {
    const headers = context.reasonHeader(why);
    await (await context.api()).call(unmuteAlertRule, { path: { ruleId }, headers });
    context.out.done(`Alert rule ${ruleId} is not muted.`, { ruleId });
  },
});
