import { sameJson } from '../job/same-json.ts';

/**
 * A model that is watched, as a resource of its own. It belongs to one value stream for as long as it has a baseline: its
 * baselines and measurements are seen by who may see that stream.
 */
export interface Model extends ModelDefinition {
  /** Counts the definitions that it has had, from 1. */
  readonly generation: number;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What people say of a model. */
export interface ModelDefinition {
  readonly modelId: string;
  readonly valueStream: string;
  readonly description?: string;
  /** Sorted, each once; absent where there are none. */
  readonly tags?: readonly string[];
  /** Whom to ask about it. */
  readonly owner?: string;
}

/** A model's definition without what the app adds to it. */
export function definitionOfModel(model: Model): ModelDefinition {
  const { modelId, valueStream, description, tags, owner } = model;
  return {
    ...{ modelId, valueStream },
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** Whether the model is defined like this already. */
export function isSameModel(model: Model, definition: ModelDefinition): boolean {
  return sameJson(definitionOfModel(model), definition);
}

/** A model at its first definition. */
export function newModel(definition: ModelDefinition, now: number): Model {
  return { ...definition, generation: 1, createdAt: now, updatedAt: now };
}

/** The model with another definition; it stays in its value stream. */
export function redefinedModel(model: Model, definition: ModelDefinition, now: number): Model {
  const { generation, createdAt, valueStream } = model;
  return { ...definition, valueStream, generation: generation + 1, createdAt, updatedAt: now };
}
