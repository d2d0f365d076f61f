import type { Container, OperationInput } from '@azure/cosmos';
import type { Log } from '../../application/ports/environment.ts';
import type { JobLogFilter, JobLogStore } from '../../application/ports/job-log-store.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { FIRST_PARTS, placeOfPart, type JobLogLine, type JobLogPart } from '../../domain/run/job-log.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import { translated } from './cosmos-errors.ts';
import { documentBody } from './document-body.ts';
import {
  headFromDocument,
  headId,
  headToDocument,
  partToDocument,
  type LogHead,
} from './job-log-document.ts';
import { listJobLog } from './list-job-log.ts';
import { readDocument } from './read-document.ts';

/** Of the parts that were added last to a run: one of them that comes again is known. */
const REMEMBERED_PARTS = 8;

/** A job that runs each minute has 43,200 parts in 30 days. */
const SEARCH_WITHIN_MS = 20_000;

/** Steps of a run that go at the same time are few; who has lost so often gives up. */
const MOST_TRIES = 20;

const EMPTY: LogHead = { parts: 0, lines: 0, firstLines: 0, lastParts: [] };

/**
 * Lines of runs in the container `logs`, those of a job in one partition. Each part is a document in its place, and a head
 * for each run counts them: a place that is taken again is written over, so that a run takes no more than its places.
 */
export class CosmosJobLogStore implements JobLogStore {
  readonly #container: Container;
  readonly #log: Log;
  readonly #searchWithinMs: number;

  constructor(
    container: Container,
    log: Log,
    { searchWithinMs = SEARCH_WITHIN_MS }: { readonly searchWithinMs?: number } = {},
  ) {
    this.#container = container;
    this.#log = log;
    this.#searchWithinMs = searchWithinMs;
  }

  async append(part: JobLogPart): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) if (await this.#tryAppend(part)) return;
    throw new Unavailable('The log of a run is written by too many at once.');
  }

  async list(jobId: JobId, filter: JobLogFilter, request: PageRequest): Promise<Page<JobLogLine>> {
    const { runId } = filter;
    const head = runId === undefined ? undefined : (await this.#headOf({ jobId, runId }))?.value;
    const source = {
      ...{ container: this.#container, log: this.#log, head },
      withinMs: this.#searchWithinMs,
    };
    return listJobLog(source, { ...filter, jobId }, request);
  }

  /** False when another part of the run was added meanwhile. */
  async #tryAppend(part: JobLogPart): Promise<boolean> {
    const stored = await this.#headOf(part);
    const head = stored?.value ?? EMPTY;
    if (head.lastParts.includes(part.partId)) return true;
    const next = {
      parts: head.parts + 1,
      lines: head.lines + part.lines.length,
      firstLines: head.firstLines + (head.parts < FIRST_PARTS ? part.lines.length : 0),
      lastParts: [...head.lastParts, part.partId].slice(-REMEMBERED_PARTS),
    };
    const places = { sequence: head.parts, place: placeOfPart(head.parts), linesBefore: head.lines };
    const body = documentBody(headToDocument(part, next));
    const headWrite: OperationInput =
      stored === undefined
        ? { operationType: 'Create', resourceBody: body }
        : { operationType: 'Replace', id: headId(part.runId), ifMatch: stored.version, resourceBody: body };
    const partWrite: OperationInput = {
      operationType: 'Upsert',
      resourceBody: documentBody(partToDocument(part, places)),
    };
    return this.#write(part.jobId, [headWrite, partWrite]);
  }

  async #headOf({ jobId, runId }: { readonly jobId: JobId; readonly runId: RunId }) {
    return readDocument(this.#container, { id: headId(runId), partitionKey: jobId }, headFromDocument);
  }

  /** False when the head is no longer as it was read. */
  async #write(jobId: JobId, operations: OperationInput[]): Promise<boolean> {
    const { result = [] } = await translated(() => this.#container.items.batch(operations, jobId));
    // In a batch that failed, the operation that failed has its own status and the others have 424.
    const failed = result
      .map(({ statusCode }) => statusCode)
      .find((status) => status >= 300 && status !== 424);
    if (failed === undefined) return true;
    if ([404, 409, 412].includes(failed)) return false;
    throw new Unavailable(`Cosmos DB did not keep the lines of a run (${failed}).`);
  }
}
