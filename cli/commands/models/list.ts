import { listModels } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { text } from '../../command/parameters.ts';
import { MODEL_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';

export const modelsList = command({
  name: 'models list',
  summary: 'list models, each with its latest measurement',
  options: {
    valueStream: text('of this value stream', { placeholder: 'name' }),
    text: text('whose id or description has this text'),
    ...{ limit, all },
  },
  run: async (context, { valueStream, text: words, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listModels,
      call: { query: { valueStream, text: words } },
      columns: MODEL_COLUMNS,
      empty: 'There are no such models.',
      ...{ limit: most, all: isWhole },
    });
  },
});
