import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { ModelFilter, ModelStore, ModelSummary } from '../../application/ports/model-store.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { VersionConflict } from '../../domain/errors.ts';
import type { Model } from '../../domain/model/model.ts';
import { BaselineVersions, numberEarlierBaselines } from './baseline-versions.ts';
import { allOf, condition, oneOf, type Condition } from './condition.ts';
import { instant, toInstant } from './instants.ts';
import { groupedIn, type GroupedOperations } from './grouped-operations.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments } from './query-documents.ts';
import { readGrouped } from './read-document.ts';
import { createVersioned, replaceDocument } from './write-document.ts';

/** One in the partition of each model; no baseline has an id like it. */
const ID = 'model';

const modelDocument = z.object({
  type: z.literal('model'),
  schemaVersion: z.literal(1),
  modelId: z.string(),
  valueStream: z.string(),
  description: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  owner: z.string().exactOptional(),
  generation: z.int().min(1),
  createdAt: instant,
  updatedAt: instant,
});

/** The next page has models behind this one. */
const position = z.object({ after: z.string() });

const named = z.object({ modelId: z.string() });

const counter = z.object({ type: z.literal('baseline-versions'), modelId: z.string(), last: z.int() });

/** Models in the container `baselines`, each in the partition of its baselines. */
export class CosmosModelStore implements ModelStore {
  readonly #container: Container;
  readonly #operations: GroupedOperations;

  /** `operations` of the same container: stores that share it share its requests. */
  constructor(container: Container, operations = groupedIn(container)) {
    this.#container = container;
    this.#operations = operations;
  }

  async get(modelId: string): Promise<Versioned<Model> | undefined> {
    const source = { container: this.#container, operations: this.#operations };
    return readGrouped(source, { id: ID, partitionKey: modelId }, fromDocument);
  }

  async countBaselines(modelId: string): Promise<number> {
    return new BaselineVersions(this.#container, modelId, this.#operations).count();
  }

  async create(model: Model): Promise<string | undefined> {
    return createVersioned(this.#container, toDocument(model));
  }

  async save(model: Model, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = toDocument(model);
    return replaceDocument(this.#container, { document, partitionKey: model.modelId, ifVersion });
  }

  async remove(
    modelId: string,
    { ifVersion }: { readonly ifVersion: string },
  ): Promise<'removed' | 'has-baselines'> {
    const versions = new BaselineVersions(this.#container, modelId, this.#operations);
    const outcome = await versions.deleteIfNone(ID, { ifVersion });
    if (outcome === 'conflict') throw new VersionConflict(modelId);
    return outcome === 'deleted' ? 'removed' : outcome;
  }

  async summariesOf(modelIds: readonly string[]): Promise<readonly ModelSummary[]> {
    if (modelIds.length === 0) return [];
    const found = await this.#summaries(modelIds);
    return found.filter(({ model, baselineCount }) => model !== undefined || baselineCount > 0);
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
    const { text, parameters } = allOf([
      { text: REGISTERED, parameters: [] },
      condition('c.valueStream = @valueStream', '@valueStream', valueStream),
      condition('c.modelId > @after', '@after', after),
      ...(idPrefix === '' ? [] : [condition('STARTSWITH(c.modelId, @prefix)', '@prefix', idPrefix)]),
    ]);
    const query = `SELECT * FROM c WHERE ${text} ORDER BY c.modelId OFFSET 0 LIMIT ${limit}`;
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    return found.map(fromDocument);
  }

  async list(filter: ModelFilter, { limit, cursor }: PageRequest): Promise<Page<ModelSummary>> {
    if (cursor === undefined) await numberEarlierBaselines(this.#container);
    const after = cursor === undefined ? '' : fromJsonCursor(cursor, position).after;
    const found = await this.#ids(filter, after, limit + 1);
    const items = await this.#summaries(found.slice(0, limit));
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: toJsonCursor({ after: last.modelId }) }
      : { items };
  }

  /** A model is found by either of its two documents, or both. */
  async #ids(filter: ModelFilter, after: string, count: number): Promise<readonly string[]> {
    const conditions = [...conditionsOf(filter), condition('c.modelId > @after', '@after', after)];
    const { text, parameters } = allOf(conditions);
    const query = `SELECT c.modelId FROM c WHERE ${text} ORDER BY c.modelId OFFSET 0 LIMIT ${2 * count}`;
    const rows = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    return [...new Set(rows.map((row) => named.parse(row).modelId))].slice(0, count);
  }

  async #summaries(modelIds: readonly string[]): Promise<readonly ModelSummary[]> {
    const { text, parameters } = allOf([oneOf('c.modelId', 'model', modelIds)]);
    const query = `SELECT * FROM c WHERE c.type IN ('model', 'baseline-versions') AND ${text}`;
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const counts = new Map<string, number>();
    const models = new Map<string, Model>();
    for (const document of found) {
      const counted = counter.safeParse(document);
      if (counted.success) counts.set(counted.data.modelId, counted.data.last);
      else models.set(named.parse(document).modelId, fromDocument(document));
    }
    return modelIds.map((modelId) => {
      const model = models.get(modelId);
      return { modelId, baselineCount: counts.get(modelId) ?? 0, ...(model === undefined ? {} : { model }) };
    });
  }
}

const REGISTERED = "c.type = 'model'";
const ANY_KIND = `(${REGISTERED} OR (c.type = 'baseline-versions' AND c.last > 0))`;

function conditionsOf({ valueStream, valueStreams, text }: ModelFilter): readonly Condition[] {
  const isOfStream = valueStream !== undefined || valueStreams !== undefined;
  const contains = ['c.modelId', 'c.description', 'c.owner'].map((path) => `CONTAINS(${path}, @text, true)`);
  return [
    { text: isOfStream ? REGISTERED : ANY_KIND, parameters: [] },
    ...(valueStream === undefined
      ? []
      : [condition('c.valueStream = @valueStream', '@valueStream', valueStream)]),
    ...(valueStreams === undefined ? [] : [oneOf('c.valueStream', 'caller', valueStreams)]),
    ...(text === undefined ? [] : [condition(`(${contains.join(' OR ')})`, '@text', text)]),
  ];
}

function toDocument(model: Model): { readonly id: string } & Readonly<Record<string, unknown>> {
  const { createdAt, updatedAt } = model;
  return {
    ...{ id: ID, type: 'model', schemaVersion: 1, ...model },
    ...{ createdAt: toInstant(createdAt), updatedAt: toInstant(updatedAt) },
  };
}

function fromDocument(document: unknown): Model {
  const { type: _type, schemaVersion: _version, ...model } = modelDocument.parse(document);
  return model;
}
