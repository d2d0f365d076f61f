import { listStability, readStability } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { limit } from '../../command/command-inputs.ts';
import { flag, text } from '../../command/parameters.ts';
import { MEASUREMENT_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';
import { model } from '../models/model-argument.ts';
import { printStability } from './print-stability.ts';

export const stabilityShow = command({
  name: 'stability show',
  summary: 'list the measurements of a model, or show one with all its columns',
  arguments: { model, run: text('a run; without it the list of measurements', { placeholder: 'run' }) },
  options: { bins: flag('every bin of every column'), limit },
  run: async (context, { model: modelId, run: runId, bins, limit: most }) => {
    if (runId === undefined) {
      await listThings(context, {
        operation: listStability,
        call: { path: { modelId } },
        columns: MEASUREMENT_COLUMNS,
        empty: 'The model has no measurement of the last 90 days.',
        limit: most,
      });
      return;
    }
    const { body } = await (await context.api()).call(readStability, { path: { modelId, runId } });
    printStability(context.out, body, { hasBins: bins });
  },
});
