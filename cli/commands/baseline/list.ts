import { listBaselines } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { BASELINE_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';
import { model } from '../models/model-argument.ts';

export const baselineList = command({
  name: 'baseline list',
  summary: 'list the baselines of a model, the newest version first',
  arguments: { model },
  options: { limit, all },
  run: async (context, { model: modelId, limit: most, all: isWhole }) => {
    await listThings(context, {
      operation: listBaselines,
      call: { path: { modelId } },
      columns: BASELINE_COLUMNS,
      empty: 'The model has no baseline.',
      ...{ limit: most, all: isWhole },
    });
  },
});
