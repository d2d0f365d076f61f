import type { ModelFilter, ModelStore, ModelSummary } from '../../../shared/application/ports/model-store.ts';
import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import { VersionConflict } from '../../../shared/domain/errors.ts';
import type { Model } from '../../../shared/domain/model/model.ts';
import { fromCursor, page } from './memory-jobs.ts';
import type { MemoryBaselineStore } from './memory-stores.ts';

export class MemoryModelStore implements ModelStore {
  readonly #models = new Map<string, Versioned<Model>>();
  readonly #baselines: Pick<MemoryBaselineStore, 'counts'>;
  #writes = 0;

  constructor(baselines: Pick<MemoryBaselineStore, 'counts'>) {
    this.#baselines = baselines;
  }

  async get(modelId: string): Promise<Versioned<Model> | undefined> {
    return this.#models.get(modelId);
  }

  async countBaselines(modelId: string): Promise<number> {
    return this.#baselines.counts().get(modelId) ?? 0;
  }

  async create(model: Model): Promise<string | undefined> {
    return this.#models.has(model.modelId) ? undefined : this.#set(model);
  }

  async save(model: Model, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    this.#assertVersion(model.modelId, ifVersion);
    return this.#set(model);
  }

  async remove(
    modelId: string,
    { ifVersion }: { readonly ifVersion: string },
  ): Promise<'removed' | 'has-baselines'> {
    if (this.#baselines.counts().has(modelId)) return 'has-baselines';
    this.#assertVersion(modelId, ifVersion);
    this.#models.delete(modelId);
    return 'removed';
  }

  async summariesOf(modelIds: readonly string[]): Promise<readonly ModelSummary[]> {
    const { items } = await this.list({}, { limit: 10_000 });
    return modelIds.flatMap((modelId) => items.find((item) => item.modelId === modelId) ?? []);
  }

  async registeredAfter(
    valueStream: string,
    {
      after = '',
      idPrefix = '',
      limit,
    }: {
      readonly after?: string | undefined;
      readonly idPrefix?: string | undefined;
      readonly limit: number;
    },
  ): Promise<readonly Model[]> {
    return [...this.#models.values()]
      .map(({ value }) => value)
      .filter((model) => model.valueStream === valueStream && model.modelId.startsWith(idPrefix))
      .filter(({ modelId }) => modelId > after)
      .sort((a, b) => (a.modelId < b.modelId ? -1 : 1))
      .slice(0, limit);
  }

  async list(filter: ModelFilter, { limit, cursor }: PageRequest): Promise<Page<ModelSummary>> {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const counts = this.#baselines.counts();
    const found = [...new Set([...this.#models.keys(), ...counts.keys()])]
      .filter((modelId) => modelId > after)
      .sort()
      .map((modelId): ModelSummary => {
        const model = this.#models.get(modelId)?.value;
        const baselineCount = counts.get(modelId) ?? 0;
        return { modelId, baselineCount, ...(model === undefined ? {} : { model }) };
      })
      .filter((summary) => matches(summary, filter));
    return page(found, limit, ({ modelId }) => modelId);
  }

  #set(model: Model): string {
    this.#writes += 1;
    const version = `"m${this.#writes}"`;
    this.#models.set(model.modelId, { value: model, version });
    return version;
  }

  #assertVersion(modelId: string, ifVersion: string): void {
    if (this.#models.get(modelId)?.version !== ifVersion) throw new VersionConflict(modelId);
  }
}

function matches({ modelId, model }: ModelSummary, filter: ModelFilter): boolean {
  const { valueStream, valueStreams, text = '' } = filter;
  const texts = [modelId, model?.description ?? '', model?.owner ?? ''];
  return (
    (valueStream === undefined || model?.valueStream === valueStream) &&
    (valueStreams === undefined || (model !== undefined && valueStreams.includes(model.valueStream))) &&
    texts.some((each) => each.toLowerCase().includes(text.toLowerCase()))
  );
}
