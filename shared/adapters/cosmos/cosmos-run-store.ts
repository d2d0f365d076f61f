import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Run, WaitingRun } from '../../domain/run/run.ts';
import { jobIdOf, type RunId } from '../../domain/run/run-id.ts';
import type { RunFilter, RunStore } from '../../application/ports/run-store.ts';
import type { Log } from '../../application/ports/environment.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { groupedIn, type GroupedOperations } from './grouped-operations.ts';
import { fromInstantCursor, toInstantCursor } from './instant-cursor.ts';
import { toInstant } from './instants.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { listRuns } from './list-runs.ts';
import { readGrouped, versioned } from './read-document.ts';
import { runFromDocument } from './run-document.ts';

/** Runs in the container `jobs`, each in the partition of its job. */
export class CosmosRunStore implements RunStore {
  readonly #container: Container;
  readonly #log: Log;
  readonly #operations: GroupedOperations;

  /** `operations` of the same container: stores that share it share its requests. */
  constructor(container: Container, log: Log, operations = groupedIn(container)) {
    this.#container = container;
    this.#log = log;
    this.#operations = operations;
  }

  async get(runId: RunId): Promise<Versioned<Run> | undefined> {
    const source = { container: this.#container, operations: this.#operations };
    return readGrouped(source, { id: runId, partitionKey: jobIdOf(runId) }, runFromDocument);
  }

  async listByJob(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<Run>> {
    // A run asked for by hand may share its instant with a slot, so a page ends at an instant and so many of it.
    const { before, seen } = fromInstantCursor(cursor);
    const query = `SELECT * FROM c WHERE c.type = 'run' AND c.dueAt <= @before ORDER BY c.dueAt DESC OFFSET ${seen} LIMIT ${limit + 1}`;
    const parameters = [{ name: '@before', value: before }];
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
    const found = await Array.fromAsync(documents);
    const items = found.slice(0, limit).map(runFromDocument);
    if (found.length <= limit) return { items };
    return {
      items,
      nextCursor: toInstantCursor(
        items.map(({ dueAt }) => dueAt),
        { before, seen },
      ),
    };
  }

  async list(filter: RunFilter, request: PageRequest): Promise<Page<Run>> {
    return listRuns({ container: this.#container, log: this.#log }, filter, request);
  }

  async *unfinishedSince(instant: number): AsyncGenerator<Run> {
    const query =
      "SELECT * FROM c WHERE c.type = 'run' AND c.state IN ('pending', 'running') AND c.effectiveAt <= @instant";
    const parameters = [{ name: '@instant', value: toInstant(instant) }];
    yield* readableOnly(queryDocuments(this.#container, { query, parameters }), runFromDocument, this.#log);
  }

  async waitingAtGate(key: string, limit: number): Promise<readonly Versioned<WaitingRun>[]> {
    const query = `SELECT * FROM c WHERE c.state = 'waiting' AND c.waitingFor = 'concurrency-limit' AND c.gateKey = @key ORDER BY c.waitingSince OFFSET 0 LIMIT ${limit}`;
    const documents = queryDocuments(this.#container, { query, parameters: [{ name: '@key', value: key }] });
    const found = readableOnly(documents, (document) => versioned(document, runFromDocument), this.#log);
    return (await Array.fromAsync(found)).flatMap(({ value, version }) =>
      value.state === 'waiting' ? [{ value, version }] : [],
    );
  }

  async awaitedGates(): Promise<readonly string[]> {
    const query =
      "SELECT DISTINCT VALUE c.gateKey FROM c WHERE c.state = 'waiting' AND c.waitingFor = 'concurrency-limit'";
    const keys = await Array.fromAsync(queryDocuments(this.#container, { query, parameters: [] }));
    return z.array(z.string()).parse(keys);
  }
}
