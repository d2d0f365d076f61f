import type { FleetStore } from '../ports/fleet-store.ts';
import type { Log } from '../ports/environment.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import { fleetJobId } from '../../domain/fleet/fleet-job-id.ts';
import type { FleetProgressStore } from '../ports/fleet-progress-store.ts';
import { isDone, type ApplyDependencies } from './apply-pair.ts';
import { createApplySettled, wantedModel } from './apply-settled.ts';
import { asWriter, type WritingDependencies } from './as-writer.ts';
import { askForRound } from './ask-for-round.ts';
import { eachFleet } from './each-fleet.ts';
import { ended, readSource, stampOf } from './read-source.ts';
import { wantedJob, type FleetSource } from './wanted-job.ts';

interface Dependencies extends ApplyDependencies, WritingDependencies {
  readonly fleetProgress: Pick<FleetProgressStore, 'get' | 'save'>;
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

async function takeIn(dependencies: Dependencies, fleetId: string, modelId: string): Promise<void> {
  if (await isAsWanted(dependencies, fleetId, modelId)) return;
  await asWriter(dependencies, fleetId, {
    work: () => makeAsWanted(dependencies, fleetId, modelId),
    missed: () => askForRound(dependencies, fleetId),
  });
}

/** Most models are of no concern to a fleet, and most saves of one change nothing of its job. */
async function isAsWanted(dependencies: Dependencies, fleetId: string, modelId: string): Promise<boolean> {
  const source = await readSource(dependencies, fleetId);
  if (source === undefined) return true;
  const model = await wantedModel(dependencies, source, modelId);
  const stored = await dependencies.jobs.get(fleetJobId(fleetId, modelId, dependencies.fingerprint));
  const job = stored?.value.state === 'deleted' ? undefined : stored?.value;
  if (model === undefined) return job?.fleet?.fleetId !== fleetId || job.fleet.isKept === true;
  return isDone(job?.fleet, wantedJob(dependencies, source, model).membership);
}

/**
 * Once more when the fleet was defined anew meanwhile: its round may have passed the model by before the job was made by the
 * older definition.
 */
async function makeAsWanted(dependencies: Dependencies, fleetId: string, modelId: string): Promise<void> {
  let source = await readSource(dependencies, fleetId);
  while (source !== undefined) {
    await applyTo(dependencies, source, modelId);
    const again = await readSource(dependencies, fleetId);
    if (again === undefined) await createApplySettled(dependencies, ended(source))({ modelId });
    if (again === undefined || stampOf(again) === stampOf(source)) return;
    source = again;
  }
}

/** The model is read for it, so that of two saves at once the later one counts. */
async function applyTo(dependencies: Dependencies, source: FleetSource, modelId: string): Promise<void> {
  const model = await wantedModel(dependencies, source, modelId);
  const apply = createApplySettled(dependencies, source);
  const done = await apply(model === undefined ? { modelId } : { modelId, model });
  if (done.outcome !== 'failed') return;
  const { fleetId } = source.fleet;
  const { jobId, issues } = done;
  dependencies.log.info('A fleet could not take in a model.', { fleetId, modelId, jobId, issues });
}
