import { listLocks } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { choice } from '../../command/parameters.ts';
import { LOCK_COLUMNS } from '../../output/shared-columns.ts';
import { listThings } from '../list-things.ts';

export const locksList = command({
  name: 'locks list',
  summary: 'list the locks of all resources',
  options: { state: choice(['held', 'expired', 'free'], 'in this state'), limit, all },
  run: async (context, { state, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listLocks,
      call: { query: { state } },
      columns: LOCK_COLUMNS,
      empty: 'There are no such locks.',
      ...{ limit: most, all: isWhole },
    });
  },
});
