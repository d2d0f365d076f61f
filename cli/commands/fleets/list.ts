import { listFleets } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { text } from '../../command/parameters.ts';
import { listThings } from '../list-things.ts';
import { FLEET_COLUMNS } from './fleet-output.ts';

export const fleetsList = command({
  name: 'fleets list',
  summary: 'list fleets',
  options: { valueStream: text('of this value stream', { placeholder: 'name' }), limit, all },
  run: async (context, { valueStream, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listFleets,
      call: { query: { valueStream } },
      columns: FLEET_COLUMNS,
      empty: 'There are no such fleets.',
      ...{ limit: most, all: isWhole },
    });
  },
});
