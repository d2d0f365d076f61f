import type { Model } from '../../domain/model/model.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What a list of models is narrowed by; what is left out does not narrow it. */
export interface ModelFilter {
  readonly valueStream?: string;
  /** Models in one of these value streams: those that the caller may see. One that nobody has claimed is in none. */
  readonly valueStreams?: readonly string[];
  /** Part of the model's id, description or owner, whatever its case. */
  readonly text?: string;
}

/** A model with what is counted of it. */
export interface ModelSummary {
  readonly modelId: string;
  readonly baselineCount: number;
  /** Absent: it has baselines from before models were registered, and belongs to no value stream yet. */
  readonly model?: Model;
}

/**
 * Holds the models, each beside its baselines. A model that has a baseline is never removed: who has seen that there is
 * one, and to whom the model belongs, can rely on it. Every method may throw Unavailable.
 */
export interface ModelStore {
  get(modelId: string): Promise<Versioned<Model> | undefined>;

  /** How many baselines a model has. */
  countBaselines(modelId: string): Promise<number>;

  /** Stores a model whose id is free and gives its version; of several at once exactly one gets one. */
  create(model: Model): Promise<string | undefined>;

  /** Replaces a model and gives its new version. Throws VersionConflict when it is not at `ifVersion`. */
  save(model: Model, condition: { readonly ifVersion: string }): Promise<string>;

  /**
   * Removes a model that has no baseline, in one step with the look for one. Throws VersionConflict when it is gone or
   * not at `ifVersion`.
   */
  remove(modelId: string, condition: { readonly ifVersion: string }): Promise<'removed' | 'has-baselines'>;

  /** Those of these models that are registered or have a baseline, in the order in which they are asked for. */
  summariesOf(modelIds: readonly string[]): Promise<readonly ModelSummary[]>;

  /**
   * The registered models of a value stream whose ids begin with `idPrefix` and come after `after`, the first so many, in
   * code unit order of their ids.
   */
  registeredAfter(
    valueStream: string,
    range: {
      readonly after?: string | undefined;
      readonly idPrefix?: string | undefined;
      readonly limit: number;
    },
  ): Promise<readonly Model[]>;

  /** The models that are registered or have a baseline, in code unit order of their ids. */
  list(filter: ModelFilter, request: PageRequest): Promise<Page<ModelSummary>>;
}
