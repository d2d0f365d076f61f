import type { Issue } from '../domain/errors.ts';
import { newModel } from '../domain/model/model.ts';
import type { Clock } from './ports/environment.ts';
import type { ModelStore } from './ports/model-store.ts';

interface Dependencies {
  readonly models: Pick<ModelStore, 'get' | 'create'>;
  readonly clock: Clock;
}

/** `unclaimed`: nobody has it, so that the next job that names it will. */
export type ModelOwnership = 'own' | 'unclaimed' | 'of-another-stream';

/** To whom a model belongs, as a value stream sees it; changes nothing. */
export type CheckModel = (modelId: string, valueStream: string) => Promise<ModelOwnership>;

export function createCheckModel({ models }: { readonly models: Pick<ModelStore, 'get'> }): CheckModel {
  return async (modelId, valueStream) => {
    const stored = await models.get(modelId);
    if (stored === undefined) return 'unclaimed';
    return stored.value.valueStream === valueStream ? 'own' : 'of-another-stream';
  };
}

/**
 * Makes a model the value stream's own unless another one has it. Of several streams that claim it at once exactly one
 * gets it; the same stream may claim it again.
 */
export type ClaimModel = (
  modelId: string,
  valueStream: string,
) => Promise<Exclude<ModelOwnership, 'unclaimed'>>;

export function createClaimModel(dependencies: Dependencies): ClaimModel {
  const { models, clock } = dependencies;
  const checkModel = createCheckModel(dependencies);
  return async (modelId, valueStream) => {
    for (;;) {
      const ownership = await checkModel(modelId, valueStream);
      if (ownership !== 'unclaimed') return ownership;
      const model = newModel({ modelId, valueStream }, clock.now());
      if ((await models.create(model)) !== undefined) return 'own';
    }
  };
}

/** What is wrong with a definition that names a model of another value stream; it does not say of which. */
export function foreignModel(modelId: string, pointer: string): Issue {
  return { pointer, message: `model '${modelId}' belongs to another value stream` };
}
