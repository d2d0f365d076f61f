import type { Model } from '../domain/model/model.ts';
import type { ModelFilter, ModelStore, ModelSummary } from './ports/model-store.ts';
import type { StabilityRecord, StabilityStore } from './ports/stability-store.ts';
import type { Page, PageRequest, Versioned } from './ports/versioned.ts';

export interface ModelOverview extends ModelSummary {
  /** Its measurement of the latest slot; absent before there is one. */
  readonly latest?: StabilityRecord;
}

interface Dependencies {
  readonly models: ModelStore;
  readonly stability: StabilityStore;
}

/** To the last instant whose text sorts behind all earlier ones. */
const ALL_TIME = { from: 0, to: Date.UTC(9999, 11, 31) };

/** Lists the models that are registered or have a baseline, each with its latest measurement. */
export function createListModels({
  models,
  stability,
}: Dependencies): (filter: ModelFilter, request: PageRequest) => Promise<Page<ModelOverview>> {
  return async (filter, request) => {
    const page = await models.list(filter, request);
    const items = await Promise.all(page.items.map((model) => withLatest(stability, model)));
    return { ...page, items };
  };
}

/** Reads a model; undefined when it is neither registered nor has a baseline. Without a version it is not registered. */
export function createReadModel({
  models,
  stability,
}: Dependencies): (
  modelId: string,
) => Promise<{ readonly value: ModelOverview; readonly version?: string } | undefined> {
  return async (modelId) => {
    const stored = await models.get(modelId);
    const baselineCount = await models.countBaselines(modelId);
    if (stored === undefined && baselineCount === 0) return undefined;
    const value = await withLatest(stability, { modelId, baselineCount, ...modelOf(stored) });
    return stored === undefined ? { value } : { value, version: stored.version };
  };
}

function modelOf(stored: Versioned<Model> | undefined): { readonly model?: Model } {
  return stored === undefined ? {} : { model: stored.value };
}

async function withLatest(stability: StabilityStore, model: ModelSummary): Promise<ModelOverview> {
  const { items } = await stability.list(model.modelId, { ...ALL_TIME, limit: 1 });
  const [latest] = items;
  return latest === undefined ? model : { ...model, latest };
}
