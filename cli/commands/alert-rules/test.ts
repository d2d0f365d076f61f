import { testAlertRule } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { CommandFailed } from '../../command/failures.ts';
import { CHANNEL_TEST_COLUMNS } from '../../output/alert-columns.ts';
import { listAt, textAt } from '../../output/read-field.ts';
import { rule } from './rule-argument.ts';

export const alertRulesTest = command({
  name: 'alert-rules test',
  summary: 'send a test message to every channel of a rule',
  details: 'Exit code 1 when a message could not be sent.',
  arguments: { rule },
  options: { reason },
  run: async (context, { rule: ruleId, reason: why }) => {
    const body = { ...(await context.author()), ...(why === undefined ? {} : { reason: why }) };
    const { body: answer } = await (await context.api()).call(testAlertRule, { path: { ruleId }, body });
    const tests = listAt(answer, 'channels');
    context.out.list(tests, CHANNEL_TEST_COLUMNS);
    const failed = tests.filter((test) => textAt(test, 'outcome') === 'not-sent').length;
    if (failed > 0) throw new CommandFailed(`${failed} of ${tests.length} messages could not be sent.`);
  },
});
