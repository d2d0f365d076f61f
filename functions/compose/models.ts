import { createCheckMigration } from '../../shared/application/check-migration.ts';
import { createDeleteModel } from '../../shared/application/delete-model.ts';
import { takenInModels } from '../../shared/application/fleet/taken-in-models.ts';
import { createListModels, createReadModel } from '../../shared/application/list-models.ts';
import { createListStability, createReadStability } from '../../shared/application/read-stability.ts';
import { createRegisterModelBaseline } from '../../shared/application/register-baseline.ts';
import { createSaveModel } from '../../shared/application/save-model.ts';

type Parts = Parameters<typeof createCheckMigration>[0] &
  Parameters<typeof createDeleteModel>[0] &
  Parameters<typeof createListModels>[0] &
  Parameters<typeof createListStability>[0] &
  Parameters<typeof createRegisterModelBaseline>[0] &
  Parameters<typeof createSaveModel>[0] &
  Parameters<typeof takenInModels>[1];

/** What there is to do with models, their baselines and their measurements. Fleets hear of models that come and go. */
export function composeModels(parts: Parts) {
  return {
    registerBaseline: createRegisterModelBaseline(parts),
    checkMigration: createCheckMigration(parts),
    listModels: createListModels(parts),
    readModel: createReadModel(parts),
    ...takenInModels({ saveModel: createSaveModel(parts), deleteModel: createDeleteModel(parts) }, parts),
    listStability: createListStability(parts),
    readStability: createReadStability(parts),
  };
}
