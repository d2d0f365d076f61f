import type { BaselineStore, ModelSummary } from './ports/baseline-store.ts';
import type { StabilityRecord, StabilityStore } from './ports/stability-store.ts';
import type { Page, PageRequest } from './ports/versioned.ts';

export interface ModelOverview extends ModelSummary {
  /** Its measurement of the latest slot; absent before there is one. */
  readonly latest?: StabilityRecord;
}

/** To the last instant whose text sorts behind all earlier ones. */
const ALL_TIME = { from: 0, to: Date.UTC(9999, 11, 31) };

/** Lists the models that have a baseline, each with its latest measurement. */
export function createListModels({
  baselines,
  stability,
}: {
  readonly baselines: BaselineStore;
  readonly stability: StabilityStore;
}): (request: PageRequest) => Promise<Page<ModelOverview>> {
  return async (request) => {
    const page = await baselines.listModels(request);
    const items = await Promise.all(
      page.items.map(async (model) => {
        const { items: found } = await stability.list(model.modelId, { ...ALL_TIME, limit: 1 });
        const [latest] = found;
        return latest === undefined ? model : { ...model, latest };
      }),
    );
    return { ...page, items };
  };
}
