import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type {
  ModelStandings,
  StandingFilter,
  StandingOrder,
} from '../../application/ports/model-standings.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import { jobId, runId } from '../../contracts/run.ts';
import { Unavailable, VersionConflict } from '../../domain/errors.ts';
import { isDrifting, isLater, type ModelStanding } from '../../domain/model/model-standing.ts';
import { allOf, condition, oneOf, type Condition } from './condition.ts';
import { instant, toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createVersioned, replaceDocument } from './write-document.ts';

/** One in the partition of each model; no measurement has an id like it. */
const ID = 'standing';

/** Two measurements of a model may end at once; as many as this may not. */
const MOST_TRIES = 10;

const band = z.enum(['stable', 'moderate-shift', 'significant-shift']);

/** Below `standing`, so that no query of measurements takes it for one. */
const standingDocument = z.object({
  type: z.literal('standing'),
  schemaVersion: z.literal(1),
  modelId: z.string(),
  standing: z.object({
    valueStream: z.string(),
    runId,
    jobId,
    dueAt: instant,
    finishedAt: instant,
    psi: z.number().nullable(),
    band: band.nullable(),
    alarm: z.boolean(),
    highestBand: band,
    isDrifting: z.boolean(),
    place: z.string(),
  }),
});

const position = z.tuple([z.string(), z.string()]);

/** How models stand, in the container `stability`: a document each, beside the measurements of the model. */
export class CosmosModelStandings implements ModelStandings {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async keep(standing: ModelStanding): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      if (await this.#tryToKeep(standing)) return;
    }
    throw new Unavailable(`How model '${standing.modelId}' stands is written by too many at once.`);
  }

  async list(
    filter: StandingFilter,
    { limit, cursor }: PageRequest,
    order: StandingOrder,
  ): Promise<Page<ModelStanding>> {
    const name = nameOf(filter, order);
    const conditions = [...conditionsOf(filter), ...conditionAfter(order, cursor, name)];
    const { text, parameters } = allOf(conditions);
    const by = order === 'modelId' ? 'c.modelId' : 'c.standing.place DESC';
    const query = `SELECT * FROM c WHERE ${text} ORDER BY ${by} OFFSET 0 LIMIT ${limit + 1}`;
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const items = found.slice(0, limit).map(fromDocument);
    const last = items.at(-1);
    if (found.length <= limit || last === undefined) return { items };
    const place = order === 'modelId' ? last.modelId : placeOf(last);
    return { items, nextCursor: toJsonCursor([name, place]) };
  }

  async count(filter: StandingFilter): Promise<number> {
    const { text, parameters } = allOf(conditionsOf(filter));
    const query = `SELECT VALUE COUNT(1) FROM c WHERE ${text}`;
    const [count] = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    return z.int().parse(count ?? 0);
  }

  /** False when somebody else has written it meanwhile. */
  async #tryToKeep(standing: ModelStanding): Promise<boolean> {
    const { modelId } = standing;
    const kept = await readDocument(this.#container, { id: ID, partitionKey: modelId }, fromDocument);
    const document = toDocument(standing);
    if (kept === undefined) return (await createVersioned(this.#container, document)) !== undefined;
    if (!isLater(standing, kept.value)) return true;
    try {
      await replaceDocument(this.#container, { document, partitionKey: modelId, ifVersion: kept.version });
      return true;
    } catch (error) {
      if (error instanceof VersionConflict) return false;
      throw error;
    }
  }
}

function conditionsOf({
  valueStream,
  valueStreams,
  band: wanted,
  alarm,
  isDrifting: isToDrift,
  measuredFrom,
}: StandingFilter): readonly Condition[] {
  return [
    { text: "c.type = 'standing'", parameters: [] },
    ...(valueStream === undefined
      ? []
      : [condition('c.standing.valueStream = @valueStream', '@valueStream', valueStream)]),
    ...(valueStreams === undefined ? [] : [oneOf('c.standing.valueStream', 'caller', valueStreams)]),
    ...(wanted === undefined ? [] : [condition('c.standing.band = @band', '@band', wanted)]),
    ...(alarm === undefined ? [] : [{ text: `c.standing.alarm = ${alarm}`, parameters: [] }]),
    ...(isToDrift === undefined ? [] : [{ text: 'c.standing.isDrifting = true', parameters: [] }]),
    ...(measuredFrom === undefined
      ? []
      : [condition('c.standing.finishedAt >= @from', '@from', toInstant(measuredFrom))]),
  ];
}

function conditionAfter(
  order: StandingOrder,
  cursor: string | undefined,
  name: string,
): readonly Condition[] {
  if (cursor === undefined) return [];
  const [, place] = fromJsonCursor(
    cursor,
    position.refine(([of]) => of === name),
  );
  return [
    condition(order === 'modelId' ? 'c.modelId > @after' : 'c.standing.place < @after', '@after', place),
  ];
}

/** What a cursor is good for. */
function nameOf({ valueStreams: _ofTheCaller, ...filter }: StandingFilter, order: StandingOrder): string {
  const sorted = Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted, order]);
}

/** A text that sorts as the index does, and that no other model has: no index of two paths is needed. */
function placeOf({ psi, modelId }: ModelStanding): string {
  return `${psi === null ? '!' : psi.toFixed(12).padStart(24, '0')}|${modelId}`;
}

function toDocument(standing: ModelStanding): { readonly id: string } & Readonly<Record<string, unknown>> {
  const { modelId, dueAt, finishedAt, ...rest } = standing;
  const instants = { dueAt: toInstant(dueAt), finishedAt: toInstant(finishedAt) };
  return {
    ...{ id: ID, type: 'standing', schemaVersion: 1, modelId },
    standing: { ...rest, ...instants, isDrifting: isDrifting(standing), place: placeOf(standing) },
  };
}

function fromDocument(document: unknown): ModelStanding {
  const {
    modelId,
    standing: { place: _place, isDrifting: _isDrifting, ...standing },
  } = standingDocument.parse(document);
  return { modelId, ...standing };
}
