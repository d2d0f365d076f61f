import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { InvalidInput } from '../../domain/errors.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Run } from '../../domain/run/run.ts';
import { jobIdOf, type RunId } from '../../domain/run/run-id.ts';
import type { RunStore } from '../../application/ports/run-store.ts';
import type { Log } from '../../application/ports/environment.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { toInstant } from './instants.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { runFromDocument, runToDocument } from './run-document.ts';
import { replaceDocument } from './write-document.ts';

/** Runs in the container `jobs`, each in the partition of its job. */
export class CosmosRunStore implements RunStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async get(runId: RunId): Promise<Versioned<Run> | undefined> {
    return readDocument(this.#container, { id: runId, partitionKey: jobIdOf(runId) }, runFromDocument);
  }

  async save(run: Run, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const document = runToDocument(run);
    await replaceDocument(this.#container, { document, partitionKey: run.jobId, ifVersion });
  }

  async listByJob(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<Run>> {
    // A job has one run a slot, so the last slot says where the next page begins.
    const query = `SELECT * FROM c WHERE c.type = 'run' AND c.dueAt < @before ORDER BY c.dueAt DESC OFFSET 0 LIMIT ${limit + 1}`;
    const parameters = [{ name: '@before', value: fromCursor(cursor) }];
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
    const found = await Array.fromAsync(documents);
    const items = found.slice(0, limit).map(runFromDocument);
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: Buffer.from(toInstant(last.dueAt)).toString('base64url') }
      : { items };
  }

  async *unfinishedSince(instant: number): AsyncGenerator<Run> {
    const query =
      "SELECT * FROM c WHERE c.type = 'run' AND c.state IN ('pending', 'running') AND c.effectiveAt <= @instant";
    const parameters = [{ name: '@instant', value: toInstant(instant) }];
    yield* readableOnly(queryDocuments(this.#container, { query, parameters }), runFromDocument, this.#log);
  }
}

/** Later than every slot. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

function fromCursor(cursor: string | undefined): string {
  if (cursor === undefined) return END_OF_TIME;
  const before = z.iso.datetime({ precision: 3 }).safeParse(Buffer.from(cursor, 'base64url').toString());
  if (before.success) return before.data;
  throw new InvalidInput('The cursor is not one that a page gave.', [
    { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
  ]);
}
