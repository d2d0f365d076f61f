import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type { ExpectationStore } from '../../application/ports/expectation-store.ts';
import type { Versioned } from '../../application/ports/versioned.ts';
import { jobId } from '../../contracts/run.ts';
import type { Expectation } from '../../domain/alert/expectation.ts';
import { VersionConflict } from '../../domain/errors.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { instant, toInstant } from './instants.ts';
import { firstOf, queryDocuments, readableOnly } from './query-documents.ts';
import { versioned } from './read-document.ts';
import { createVersioned, deleteDocument, replaceDocument } from './write-document.ts';

const expectationDocument = z.object({
  type: z.literal('alert-expectation'),
  schemaVersion: z.literal(1),
  ruleId: z.string(),
  jobId,
  since: instant,
  expectBy: instant,
});

/** Expectations in the container `alerts`, each in a partition of its own: one for each rule and job. */
export class CosmosExpectationStore implements ExpectationStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async ofJobs(jobIds: readonly JobId[]): Promise<readonly Versioned<Expectation>[]> {
    if (jobIds.length === 0) return [];
    const parameters = jobIds.map((value, index) => ({ name: `@j${index}`, value }));
    const list = parameters.map(({ name }) => name).join(', ');
    const query = `SELECT * FROM c WHERE c.type = 'alert-expectation' AND c.jobId IN (${list})`;
    return this.#read(queryDocuments(this.#container, { query, parameters }));
  }

  async due(until: number, limit: number): Promise<readonly Versioned<Expectation>[]> {
    const query = `SELECT * FROM c WHERE c.expectBy <= @until ORDER BY c.expectBy`;
    const parameters = [{ name: '@until', value: toInstant(until) }];
    const documents = queryDocuments(this.#container, { query, parameters }, { maxItemCount: limit });
    // Of those that can be read, so that others hide none of them.
    return firstOf(limit, this.#readable(documents));
  }

  async save(
    expectation: Expectation,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'> {
    const document = toDocument(expectation);
    if (ifVersion === undefined) {
      return (await createVersioned(this.#container, document)) === undefined ? 'conflict' : 'saved';
    }
    return unlessConflict(
      replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion }),
    );
  }

  async remove(expectation: Expectation, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const id = idOf(expectation);
    await unlessConflict(deleteDocument(this.#container, { id, partitionKey: id, ifVersion }));
  }

  #read(documents: AsyncIterable<unknown>): Promise<readonly Versioned<Expectation>[]> {
    return Array.fromAsync(this.#readable(documents));
  }

  #readable(documents: AsyncIterable<unknown>): AsyncGenerator<Versioned<Expectation>> {
    return readableOnly(documents, (each) => versioned(each, fromDocument), this.#log);
  }
}

async function unlessConflict(write: Promise<unknown>): Promise<'saved' | 'conflict'> {
  try {
    await write;
    return 'saved';
  } catch (error) {
    if (error instanceof VersionConflict) return 'conflict';
    throw error;
  }
}

function idOf({ ruleId, jobId: job }: Expectation): string {
  return `alert-expectation:${ruleId}:${job}`;
}

function toDocument(expectation: Expectation): { readonly id: string } & Readonly<Record<string, unknown>> {
  const id = idOf(expectation);
  const { since, expectBy } = expectation;
  return {
    ...{ id, key: id, type: 'alert-expectation', schemaVersion: 1, ...expectation },
    ...{ since: toInstant(since), expectBy: toInstant(expectBy) },
  };
}

function fromDocument(document: unknown): Expectation {
  const { type: _type, schemaVersion: _version, ...expectation } = expectationDocument.parse(document);
  return expectation;
}
