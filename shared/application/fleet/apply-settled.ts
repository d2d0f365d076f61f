import { VersionConflict } from '../../domain/errors.ts';
import type { Model } from '../../domain/model/model.ts';
import type { ModelStore } from '../ports/model-store.ts';
import { createApplyPair, type ApplyDependencies, type ApplyPair, type PairOutcome } from './apply-pair.ts';
import { isWanted } from './walk-fleet.ts';
import type { FleetSource } from './wanted-job.ts';

interface Dependencies extends ApplyDependencies {
  readonly models: ModelStore;
}

/** A model may change meanwhile, but not for ever. */
const MAX_TRIES = 10;

/**
 * As `createApplyPair`, and looks at the model once more when something was written: it may have been changed or deleted since
 * it was read, by somebody who found nothing of it to mend yet.
 */
export function createApplySettled(dependencies: Dependencies, source: FleetSource): ApplyPair {
  const apply = createApplyPair(dependencies, source);
  return async ({ modelId, model: first }) => {
    let model = first;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const done = await apply(model === undefined ? { modelId } : { modelId, model });
      if (!hasWritten(done) || source.fleet.state === 'deleting') return done;
      const present = await wantedModel(dependencies, source, modelId);
      if (isSame(model, present)) return done;
      model = present;
    }
    throw new VersionConflict(modelId);
  };
}

/** The model as it is now; undefined where the fleet wants no job of it, or there is none. */
export async function wantedModel(
  { models }: { readonly models: Pick<ModelStore, 'get'> },
  source: FleetSource,
  modelId: string,
): Promise<Model | undefined> {
  const model = (await models.get(modelId))?.value;
  return model !== undefined && isWanted(source, model) ? model : undefined;
}

function hasWritten({ outcome }: PairOutcome): boolean {
  return outcome === 'created' || outcome === 'edited' || outcome === 'removed' || outcome === 'kept';
}

function isSame(a: Model | undefined, b: Model | undefined): boolean {
  return a?.createdAt === b?.createdAt && a?.generation === b?.generation;
}
