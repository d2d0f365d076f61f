import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type {
  StabilityPage,
  StabilityRange,
  StabilityRecord,
  StabilityStore,
} from '../../application/ports/stability-store.ts';
import { runId as runIdSchema, stabilitySummary } from '../../contracts/run.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { jobIdOf, type RunId } from '../../domain/run/run-id.ts';
import { fromInstantCursor, toInstantCursor } from './instant-cursor.ts';
import { instant, toInstant } from './instants.ts';
import { queryDocuments } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createDocument } from './write-document.ts';

const stabilityDocument = z.object({
  type: z.literal('stability'),
  schemaVersion: z.literal(1),
  runId: runIdSchema,
  dueAt: instant,
  finishedAt: instant,
  result: stabilitySummary,
});

/** Results in the container `stability`: one document a run, its id the run's, in the partition of its model. */
export class CosmosStabilityStore implements StabilityStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async record(record: StabilityRecord): Promise<void> {
    // An earlier attempt may have got as far as this: a run's result never changes, so it is the same record.
    await createDocument(this.#container, toDocument(record));
  }

  async get(modelId: string, id: RunId): Promise<StabilityRecord | undefined> {
    const found = await readDocument(this.#container, { id, partitionKey: modelId }, fromDocument);
    return found?.value;
  }

  async list(modelId: string, { from, to, limit, cursor }: StabilityRange): Promise<StabilityPage> {
    const { before, seen } = fromInstantCursor(cursor);
    const found = await this.#query(modelId, {
      query: `SELECT * FROM c WHERE c.dueAt >= @from AND c.dueAt < @to AND c.dueAt <= @before ORDER BY c.dueAt DESC OFFSET ${seen} LIMIT ${limit + 1}`,
      parameters: [
        { name: '@from', value: toInstant(from) },
        { name: '@to', value: toInstant(to) },
        { name: '@before', value: before },
      ],
    });
    const items = found.slice(0, limit);
    if (found.length <= limit) return { items };
    const instants = items.map(({ dueAt }) => dueAt);
    return { items, nextCursor: toInstantCursor(instants, { before, seen }) };
  }

  async before(
    modelId: string,
    {
      jobId,
      dueBefore,
      limit,
    }: { readonly jobId: JobId; readonly dueBefore: number; readonly limit: number },
  ): Promise<readonly StabilityRecord[]> {
    return this.#query(modelId, {
      // A run id begins with its job's id and a point, which no job id holds.
      query: `SELECT * FROM c WHERE STARTSWITH(c.runId, @prefix) AND c.dueAt < @before ORDER BY c.dueAt DESC OFFSET 0 LIMIT ${limit}`,
      parameters: [
        { name: '@prefix', value: `${jobId}.` },
        { name: '@before', value: toInstant(dueBefore) },
      ],
    });
  }

  async #query(
    modelId: string,
    query: Parameters<typeof queryDocuments>[1],
  ): Promise<readonly StabilityRecord[]> {
    const documents = queryDocuments(this.#container, query, { partitionKey: modelId });
    return (await Array.fromAsync(documents)).map(fromDocument);
  }
}

function fromDocument(document: unknown): StabilityRecord {
  const { runId, dueAt, finishedAt, result } = stabilityDocument.parse(document);
  return { runId, jobId: jobIdOf(runId), dueAt, finishedAt, result };
}

function toDocument({
  runId: id,
  jobId,
  dueAt,
  finishedAt,
  result,
}: StabilityRecord): { readonly id: string } & Record<string, unknown> {
  return {
    id,
    type: 'stability',
    schemaVersion: 1,
    modelId: result.modelId,
    jobId,
    runId: id,
    dueAt: toInstant(dueAt),
    finishedAt: toInstant(finishedAt),
    result,
  };
}
