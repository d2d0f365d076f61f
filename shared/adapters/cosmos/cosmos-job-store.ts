import type { Container, OperationResponse } from '@azure/cosmos';
import { z } from 'zod';
import { Unavailable } from '../../domain/errors.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { BY_ID } from '../../domain/job/job-order.ts';
import type { Lane } from '../../domain/run/lane.ts';
import type { CommitOutcome, JobFilter, JobStore, JobWrite } from '../../application/ports/job-store.ts';
import type { Log } from '../../application/ports/environment.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { toCommitOperations, type CommitOperation } from './commit-operations.ts';
import { translated } from './cosmos-errors.ts';
import { groupedIn, type GroupedOperations } from './grouped-operations.ts';
import { toInstant } from './instants.ts';
import { jobFromDocument, jobToDocument } from './job-document.ts';
import { countJobs, listJobs } from './list-jobs.ts';
import { laneFromDocument, laneIdOf } from './lane-document.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { readGrouped, versioned } from './read-document.ts';
import { createDocument, replaceDocument } from './write-document.ts';

/** Jobs in the container `jobs`, each in its own partition together with its runs. */
export class CosmosJobStore implements JobStore {
  readonly #container: Container;
  readonly #log: Log;
  readonly #operations: GroupedOperations;

  /** `operations` of the same container: stores that share it share its requests. */
  constructor(container: Container, log: Log, operations = groupedIn(container)) {
    this.#container = container;
    this.#log = log;
    this.#operations = operations;
  }

  async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    return this.#read(jobId, jobId, jobFromDocument);
  }

  async getLane(jobId: JobId): Promise<Versioned<Lane> | undefined> {
    return this.#read(laneIdOf(jobId), jobId, laneFromDocument);
  }

  async create(job: Job): Promise<'created' | 'already-exists'> {
    return createDocument(this.#container, jobToDocument(job));
  }

  async save(job: Job, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const document = jobToDocument(job);
    await replaceDocument(this.#container, { document, partitionKey: job.jobId, ifVersion });
  }

  async list(filter: JobFilter, request: PageRequest, order = BY_ID): Promise<Page<Job>> {
    return listJobs(this.#container, { filter, order }, request);
  }

  async count(filter: JobFilter): Promise<number> {
    return countJobs(this.#container, filter);
  }

  async *due(until: number, filter?: { readonly valueStream: string }): AsyncGenerator<Versioned<Job>> {
    // In order only where that is promised: the SDK spends one more request on a query with ORDER BY.
    const rest = filter === undefined ? '' : ' AND c.valueStream = @valueStream ORDER BY c.wakeAt';
    const query = `SELECT * FROM c WHERE c.type = 'job' AND c.wakeAt <= @until${rest}`;
    const parameters = [
      { name: '@until', value: toInstant(until) },
      ...(filter === undefined ? [] : [{ name: '@valueStream', value: filter.valueStream }]),
    ];
    const documents = queryDocuments(this.#container, { query, parameters });
    yield* readableOnly(documents, (document) => versioned(document, jobFromDocument), this.#log);
  }

  async dueStreams(until: number): Promise<readonly string[]> {
    const query = "SELECT DISTINCT VALUE c.valueStream FROM c WHERE c.type = 'job' AND c.wakeAt <= @until";
    const parameters = [{ name: '@until', value: toInstant(until) }];
    return z
      .array(z.string())
      .parse(await Array.fromAsync(queryDocuments(this.#container, { query, parameters })));
  }

  async commit(write: JobWrite): Promise<CommitOutcome> {
    const operations = toCommitOperations(write);
    const statuses = await this.#write(operations, write.jobId);
    const isWritten = statuses.every((status) => status >= 200 && status < 300);
    if (isWritten && statuses.length === operations.length) return 'committed';
    // In a batch that failed, the operation that failed has its own status and the others have 424.
    const failed = statuses.findIndex((status) => status === 412 || status === 404 || status === 409);
    const isNewRun = operations[failed]?.isNewRun;
    if (isNewRun === undefined) {
      throw new Unavailable(
        `What belongs to job '${write.jobId}' could not be stored (${statuses.join(', ')}).`,
      );
    }
    return isNewRun && statuses[failed] === 409 ? 'run-exists' : 'conflict';
  }

  /** The status of each operation; one alone needs no transaction and shares its request with others. */
  async #write(operations: readonly CommitOperation[], jobId: JobId): Promise<readonly number[]> {
    const [only, ...others] = operations.map(({ operation }) => operation);
    if (only === undefined) return [];
    const batch = async (): Promise<readonly OperationResponse[]> =>
      (await translated(() => this.#container.items.batch([only, ...others], jobId))).result ?? [];
    if (others.length > 0) return (await batch()).map(({ statusCode }) => statusCode);
    const { statusCode } = await this.#operations.perform({
      operation: { ...only, partitionKey: jobId },
      alone: async () => (await batch())[0] ?? { statusCode: 503 },
    });
    return [statusCode];
  }

  #read<T>(
    id: string,
    partitionKey: JobId,
    parse: (document: unknown) => T,
  ): Promise<Versioned<T> | undefined> {
    const source = { container: this.#container, operations: this.#operations };
    return readGrouped(source, { id, partitionKey }, parse);
  }
}
