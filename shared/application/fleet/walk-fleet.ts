import type { Model } from '../../domain/model/model.ts';
import type { FleetMember, FleetMembers } from '../ports/fleet-members.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { FleetSource } from './wanted-job.ts';
import { selects } from '../../domain/fleet/fleet-selector.ts';

export interface WalkDependencies {
  readonly models: Pick<ModelStore, 'registeredAfter'>;
  readonly members: FleetMembers;
}

/** A model that a fleet selects, a job that it has made, or both. */
export interface FleetPair {
  readonly modelId: string;
  /** Absent: it is not selected, or not there. */
  readonly model?: Model;
  readonly member?: FleetMember;
}

export interface FleetStretch {
  readonly pairs: readonly FleetPair[];
  /** Where the next stretch begins; absent: this was the last. */
  readonly next?: string;
}

/** Models, and jobs, that are read at once. */
const STRETCH = 200;

/**
 * The next models and jobs of a fleet behind a position, side by side in the order of the models: as far as both were read.
 * It costs what is read, and holds no more than that, however many models there are.
 */
export async function walkFleet(
  { models, members }: WalkDependencies,
  source: FleetSource,
  after: string | undefined,
): Promise<FleetStretch> {
  const { fleetId, valueStream, selector } = source.fleet;
  const [found, made] = await Promise.all([
    models.registeredAfter(valueStream, { after, idPrefix: selector.idPrefix, limit: STRETCH }),
    members.membersAfter(fleetId, { after, limit: STRETCH }),
  ]);
  const ends = [
    lastOfFull(found.map(({ modelId }) => modelId)),
    lastOfFull(made.map(({ fleet }) => fleet.modelId)),
  ];
  const next = ends.filter((end) => end !== undefined).sort()[0];
  const isWithin = (modelId: string): boolean => next === undefined || modelId <= next;
  const pairs = new Map<string, FleetPair>();
  for (const model of found) {
    const { modelId } = model;
    if (isWithin(modelId) && isWanted(source, model)) pairs.set(modelId, { modelId, model });
  }
  for (const member of made) {
    const { modelId } = member.fleet;
    if (isWithin(modelId)) pairs.set(modelId, { ...pairs.get(modelId), modelId, member });
  }
  const inTheirOrder = [...pairs.values()].sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
  return { pairs: inTheirOrder, ...(next === undefined ? {} : { next }) };
}

/** Whether the fleet wants a job of the model. */
export function isWanted({ fleet }: FleetSource, model: Model): boolean {
  return fleet.state === 'active' && selects(fleet, model);
}

/** There may be more behind a list that is as long as was asked for. */
function lastOfFull(modelIds: readonly string[]): string | undefined {
  return modelIds.length < STRETCH ? undefined : modelIds.at(-1);
}
