import type { Actor } from '../../domain/access/actor.ts';
import type { ModelDefinition } from '../../domain/model/model.ts';
import type { DeleteModelOutcome } from '../delete-model.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { ExpectedVersions } from '../save-calendar.ts';
import type { SaveModelOutcome } from '../save-model.ts';
import type { TakeInModel } from './take-in-model.ts';

interface ModelChanges {
  readonly saveModel: (
    definition: ModelDefinition,
    expected: ExpectedVersions,
    actor: Actor,
  ) => Promise<SaveModelOutcome>;
  readonly deleteModel: (
    modelId: string,
    expected: ExpectedVersions,
    actor: Actor,
  ) => Promise<DeleteModelOutcome>;
}

/** The same changes of models, which the fleets of their value stream see at once; also those that come again. */
export function takenInModels(
  { saveModel, deleteModel }: ModelChanges,
  { models, takeInModel }: { readonly models: Pick<ModelStore, 'get'>; readonly takeInModel: TakeInModel },
): ModelChanges {
  return {
    saveModel: async (definition, expected, actor) => {
      const saved = await saveModel(definition, expected, actor);
      if ('value' in saved) await takeInModel(definition.modelId, saved.value.valueStream);
      return saved;
    },
    deleteModel: async (modelId, expected, actor) => {
      const before = (await models.get(modelId))?.value;
      const deleted = await deleteModel(modelId, expected, actor);
      if (deleted.outcome === 'deleted' && before !== undefined)
        await takeInModel(modelId, before.valueStream);
      return deleted;
    },
  };
}
