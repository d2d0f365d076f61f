import type { FleetStore } from '../ports/fleet-store.ts';
import type { Log } from '../ports/environment.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import { createApplyPair, type ApplyDependencies } from './apply-pair.ts';
import { eachFleet } from './each-fleet.ts';
import { readSource, stampOf } from './read-source.ts';
import { isWanted } from './walk-fleet.ts';
import type { FleetSource } from './wanted-job.ts';

interface Dependencies extends ApplyDependencies {
  readonly fleets: Pick<FleetStore, 'get' | 'list'>;
  readonly templates: Pick<TemplateStore, 'get'>;
  readonly models: ModelStore;
  readonly log: Log;
}

/** Has the fleets of a value stream look at one of its models that was saved or deleted. Never rejects. */
export type TakeInModel = (modelId: string, valueStream: string) => Promise<void>;

/**
 * The model is saved already, so nothing of this can refuse it: what fails here is logged, and done by the round that every
 * fleet makes in a while.
 */
export function createTakeInModel(dependencies: Dependencies): TakeInModel {
  const { fleets, log } = dependencies;
  return async (modelId, valueStream) => {
    try {
      for await (const { fleetId } of eachFleet(fleets, { valueStream })) {
        await takeIn(dependencies, fleetId, modelId);
      }
    } catch (error) {
      log.error('The fleets of a value stream could not look at a model.', error, { modelId });
    }
  };
}

/**
 * Once more when the fleet was defined anew meanwhile: its round may have passed the model by before the job was made by the
 * older definition.
 */
async function takeIn(dependencies: Dependencies, fleetId: string, modelId: string): Promise<void> {
  let source = await readSource(dependencies, fleetId);
  while (source !== undefined) {
    await applyTo(dependencies, source, modelId);
    const again = await readSource(dependencies, fleetId);
    if (again === undefined || stampOf(again) === stampOf(source)) return;
    source = again;
  }
}

/** The model is read for it, so that of two saves at once the later one counts. */
async function applyTo(dependencies: Dependencies, source: FleetSource, modelId: string): Promise<void> {
  const model = (await dependencies.models.get(modelId))?.value;
  const isSelected = model !== undefined && isWanted(source, model);
  const done = await createApplyPair(dependencies, source)(isSelected ? { modelId, model } : { modelId });
  if (done.outcome !== 'failed') return;
  const { fleetId } = source.fleet;
  const { jobId, issues } = done;
  dependencies.log.info('A fleet could not take in a model.', { fleetId, modelId, jobId, issues });
}
