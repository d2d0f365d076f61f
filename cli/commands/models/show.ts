import { listBaselines, listStability, readModel } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { BASELINE_COLUMNS, MEASUREMENT_COLUMNS, MODEL_FIELDS } from '../../output/columns.ts';
import { isRecord } from '../../output/read-field.ts';
import { model } from './model-argument.ts';

/** Of the baselines and of the measurements, the latest. */
const SHOWN = 5;

export const modelsShow = command({
  name: 'models show',
  summary: 'show a model with its latest baselines and measurements',
  arguments: { model },
  run: async (context, { model: modelId }) => {
    await printModel(context, modelId);
  },
});

export async function printModel(context: CommandContext, modelId: string): Promise<void> {
  const api = await context.api();
  const path = { modelId };
  const [{ body }, baselines, measurements] = await Promise.all([
    api.call(readModel, { path }),
    api.list(listBaselines, { path }, SHOWN),
    api.list(listStability, { path }, SHOWN),
  ]);
  const { out } = context;
  const whole = {
    ...(isRecord(body) ? body : {}),
    baselines: baselines.items,
    measurements: measurements.items,
  };
  out.item(whole, MODEL_FIELDS);
  out.section('Baselines', baselines.items, BASELINE_COLUMNS);
  out.section('Measurements', measurements.items, MEASUREMENT_COLUMNS);
}
