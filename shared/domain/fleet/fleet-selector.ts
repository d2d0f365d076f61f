import type { Model } from '../model/model.ts';

/** Which models of the fleet's value stream are meant: those that fit all that is said. Nothing said: every one. */
export interface FleetSelector {
  /** Models that have all of these. */
  readonly tags?: readonly string[];
  readonly owner?: string;
  /** One of these. */
  readonly modelIds?: readonly string[];
  /** What the model's id begins with. */
  readonly idPrefix?: string;
  /** None of these, whatever else fits. */
  readonly exceptModelIds?: readonly string[];
}

/** Whether a fleet of the value stream selects the model. */
export function selects(
  { valueStream, selector }: { readonly valueStream: string; readonly selector: FleetSelector },
  model: Pick<Model, 'modelId' | 'valueStream' | 'tags' | 'owner'>,
): boolean {
  return model.valueStream === valueStream && isLike(selector, model) && isNamed(selector, model.modelId);
}

function isLike(
  { tags = [], owner, idPrefix = '' }: FleetSelector,
  model: Pick<Model, 'modelId' | 'tags' | 'owner'>,
): boolean {
  const hasTags = tags.every((tag) => model.tags?.includes(tag) === true);
  return hasTags && (owner === undefined || owner === model.owner) && model.modelId.startsWith(idPrefix);
}

function isNamed({ modelIds, exceptModelIds = [] }: FleetSelector, modelId: string): boolean {
  return (modelIds?.includes(modelId) ?? true) && !exceptModelIds.includes(modelId);
}
