import type { Model } from '../domain/model/model.ts';
import type { StabilityBand } from '../domain/stability/stability-band.ts';
import { listByStanding } from './list-by-standing.ts';
import type { ModelStandings, StandingOrder } from './ports/model-standings.ts';
import type { ModelFilter, ModelStore, ModelSummary } from './ports/model-store.ts';
import type { StabilityRecord, StabilityStore } from './ports/stability-store.ts';
import type { Page, PageRequest, Versioned } from './ports/versioned.ts';

export interface ModelOverview extends ModelSummary {
  /** Its measurement of the latest slot; absent before there is one. */
  readonly latest?: StabilityRecord;
  /** Its last measurements, the earliest slot first, where some were asked for. */
  readonly recent?: readonly StabilityRecord[];
}

/** Which models are listed, how, and with how many of their last measurements. */
export interface ModelsQuery extends ModelFilter {
  /** Of the latest measurement. */
  readonly band?: StabilityBand;
  readonly alarm?: boolean;
  /** Absent: by id. */
  readonly sort?: StandingOrder;
  /** Absent: none. */
  readonly recent?: number;
}

interface Dependencies {
  readonly models: ModelStore;
  readonly stability: StabilityStore;
}

/** To the last instant whose text sorts behind all earlier ones. */
const ALL_TIME = { from: 0, to: Date.UTC(9999, 11, 31) };

/**
 * Lists the models that are registered or have a baseline, each with its latest measurement. Narrowed by that, or in its
 * order, they are those that have a standing.
 *
 * A model costs one small query of its measurements, however many of them are asked for.
 */
export function createListModels({
  models,
  stability,
  standings,
}: Dependencies & { readonly standings: ModelStandings }): (
  query: ModelsQuery,
  request: PageRequest,
) => Promise<Page<ModelOverview>> {
  return async ({ recent = 0, sort = 'modelId', ...query }, request) => {
    const { band, alarm, ...filter } = query;
    const isByStanding = band !== undefined || alarm !== undefined || sort !== 'modelId';
    const page = isByStanding
      ? await listByStanding({ models, standings }, { ...query, sort }, request)
      : await models.list(filter, request);
    const items = await Promise.all(page.items.map((model) => withMeasurements(stability, model, recent)));
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
    const value = await withMeasurements(stability, { modelId, baselineCount, ...modelOf(stored) }, 0);
    return stored === undefined ? { value } : { value, version: stored.version };
  };
}

function modelOf(stored: Versioned<Model> | undefined): { readonly model?: Model } {
  return stored === undefined ? {} : { model: stored.value };
}

/** With the latest measurement, and so many of the last ones. */
async function withMeasurements(
  stability: StabilityStore,
  model: ModelSummary,
  recent: number,
): Promise<ModelOverview> {
  const { items } = await stability.list(model.modelId, { ...ALL_TIME, limit: Math.max(recent, 1) });
  const [latest] = items;
  return {
    ...model,
    ...(latest === undefined ? {} : { latest }),
    ...(recent === 0 ? {} : { recent: items.toReversed() }),
  };
}
