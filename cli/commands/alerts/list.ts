import { listAlerts } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { text } from '../../command/parameters.ts';
import { ALERT_COLUMNS } from '../../output/alert-columns.ts';
import { listThings } from '../list-things.ts';

const NOT_OVER = 'open,acknowledged';

export const alertsList = command({
  name: 'alerts list',
  summary: 'list what is to be seen to, the latest first',
  options: {
    state: text(`open, acknowledged, resolved, or several with commas between (${NOT_OVER})`, {
      placeholder: 'states',
    }),
    valueStream: text('of this value stream', { placeholder: 'name' }),
    rule: text('that this rule has opened', { placeholder: 'rule' }),
    ...{ limit, all },
  },
  run: async (context, { state = NOT_OVER, valueStream, rule, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listAlerts,
      call: { query: { state, valueStream, ruleId: rule } },
      columns: ALERT_COLUMNS,
      empty: 'There is nothing to be seen to.',
      ...{ limit: most, all: isWhole },
    });
  },
});
