import { listAlertRules } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { text } from '../../command/parameters.ts';
import { ALERT_RULE_COLUMNS } from '../../output/alert-columns.ts';
import { listThings } from '../list-things.ts';

export const alertRulesList = command({
  name: 'alert-rules list',
  summary: 'list the rules that say whom to tell of what',
  options: { valueStream: text('of this value stream', { placeholder: 'name' }), limit, all },
  run: async (context, { valueStream, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listAlertRules,
      call: { query: { valueStream } },
      columns: ALERT_RULE_COLUMNS,
      empty: 'There are no such rules.',
      ...{ limit: most, all: isWhole },
    });
  },
});
