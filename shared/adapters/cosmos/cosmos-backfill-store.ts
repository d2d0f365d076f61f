import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { BackfillKey, BackfillStore, RunCounts } from '../../application/ports/backfill-store.ts';
import type { Log } from '../../application/ports/environment.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import type { Backfill } from '../../domain/backfill/backfill.ts';
import type { SlotRun } from '../../domain/backfill/slot-run.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { isFinished, RUN_STATES, type UnfinishedRun } from '../../domain/run/run.ts';
import { backfillFromDocument } from './backfill-document.ts';
import { fromInstantCursor, toInstantCursor } from './instant-cursor.ts';
import { instant, toInstant } from './instants.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { runFromDocument } from './run-document.ts';

const UNFINISHED = "c.type = 'run' AND c.backfillId = @id AND c.state IN ('pending', 'waiting', 'running')";

const runState = z.enum(RUN_STATES);
const stateCount = z.object({ state: runState, count: z.number() });
const slotRun = z.object({ dueAt: instant, state: runState, startedAt: instant.exactOptional() });

/**
 * Backfills in the container `jobs`, each in the partition of its job. All readings of one partition go through one
 * client, whose session sees what was committed with the backfill that it has read.
 */
export class CosmosBackfillStore implements BackfillStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async get({ jobId, backfillId }: BackfillKey): Promise<Versioned<Backfill> | undefined> {
    return readDocument(this.#container, { id: backfillId, partitionKey: jobId }, backfillFromDocument);
  }

  async listByJob(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<Backfill>> {
    const { before, seen } = fromInstantCursor(cursor);
    const query = `SELECT * FROM c WHERE c.type = 'backfill' AND c.createdAt <= @before ORDER BY c.createdAt DESC OFFSET ${seen} LIMIT ${limit + 1}`;
    const parameters = [{ name: '@before', value: before }];
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
    const found = await Array.fromAsync(documents);
    const items = found.slice(0, limit).map(backfillFromDocument);
    if (found.length <= limit) return { items };
    return {
      items,
      nextCursor: toInstantCursor(
        items.map(({ createdAt }) => createdAt),
        { before, seen },
      ),
    };
  }

  async *inWork(): AsyncGenerator<Backfill> {
    const query = "SELECT * FROM c WHERE c.type = 'backfill' AND c.state IN ('running', 'cancelling')";
    const documents = queryDocuments(this.#container, { query, parameters: [] });
    yield* readableOnly(documents, backfillFromDocument, this.#log);
  }

  async *unfinishedRuns(key: BackfillKey): AsyncGenerator<UnfinishedRun> {
    const documents = this.#queryRuns(`SELECT * FROM c WHERE ${UNFINISHED}`, key);
    for await (const run of readableOnly(documents, runFromDocument, this.#log)) {
      if (!isFinished(run)) yield run;
    }
  }

  async countUnfinished(key: BackfillKey): Promise<number> {
    const found = this.#queryRuns(`SELECT VALUE COUNT(1) FROM c WHERE ${UNFINISHED}`, key);
    return (
      z
        .array(z.number())
        .length(1)
        .parse(await Array.fromAsync(found))[0] ?? 0
    );
  }

  async countRuns(key: BackfillKey): Promise<RunCounts> {
    const query =
      "SELECT c.state, COUNT(1) AS count FROM c WHERE c.type = 'run' AND c.backfillId = @id GROUP BY c.state";
    const counts = z.array(stateCount).parse(await Array.fromAsync(this.#queryRuns(query, key)));
    return Object.fromEntries(counts.map(({ state, count }) => [state, count]));
  }

  async *slotRuns(
    jobId: JobId,
    { fromDueAt, untilDueAt }: { readonly fromDueAt: number; readonly untilDueAt: number },
  ): AsyncGenerator<SlotRun> {
    const query =
      "SELECT c.dueAt, c.state, c.startedAt FROM c WHERE c.type = 'run' AND c.trigger != 'manual' AND c.dueAt >= @from AND c.dueAt <= @until";
    const parameters = [
      { name: '@from', value: toInstant(fromDueAt) },
      { name: '@until', value: toInstant(untilDueAt) },
    ];
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
    // One that cannot be read stops the backfill: taken for absent, it would be made anew for ever.
    for await (const document of documents) yield slotRun.parse(document);
  }

  #queryRuns(query: string, { jobId, backfillId }: BackfillKey): AsyncGenerator {
    const parameters = [{ name: '@id', value: backfillId }];
    return queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
  }
}
