import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type { JobHistory } from '../../application/ports/job-history.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import type { JobParts } from '../../domain/job/edit.ts';
import type { JobChange } from '../../domain/job/job-change.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { AFTER_EVERY_CHANGE, jobChangeFromDocument } from './job-change-document.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';

const identified = z.looseObject({ id: z.string() });

/** Histories in the container `jobs`, each in the partition of its job. */
export class CosmosJobHistory implements JobHistory {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async list(jobId: JobId, { limit, cursor }: PageRequest): Promise<Page<JobChange>> {
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE c.type = 'job-change' AND c.id < @before ORDER BY c.id DESC OFFSET 0 LIMIT ${limit + 1}`;
    const before = cursor === undefined ? AFTER_EVERY_CHANGE : fromJsonCursor(cursor, z.string());
    const found = await Array.fromAsync(this.#query(jobId, query, [{ name: '@before', value: before }]));
    const page = found.slice(0, limit);
    const items = await Array.fromAsync(readableOnly(listed(page), jobChangeFromDocument, this.#log));
    if (found.length <= limit) return { items };
    return { items, nextCursor: toJsonCursor(identified.parse(page.at(-1)).id) };
  }

  async definitionAt(jobId: JobId, generation: number): Promise<JobParts | undefined> {
    const query =
      "SELECT * FROM c WHERE c.type = 'job-change' AND c.generation = @generation AND IS_DEFINED(c.definition)";
    const parameters = [{ name: '@generation', value: generation }];
    const [found] = await Array.fromAsync(this.#query(jobId, query, parameters));
    return found === undefined ? undefined : jobChangeFromDocument(found).definition;
  }

  #query(jobId: JobId, query: string, parameters: SqlParameter[]): AsyncGenerator {
    return queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
  }
}

async function* listed(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}
