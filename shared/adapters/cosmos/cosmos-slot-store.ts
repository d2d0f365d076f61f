import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type { FoundJob, JobsAfter, SlotStore } from '../../application/ports/slot-store.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Run } from '../../domain/run/run.ts';
import type { SlotRange } from '../../domain/slot/named-slots.ts';
import type { SkippedSlots } from '../../domain/slot/slot-answer.ts';
import { toInstant } from './instants.ts';
import { jobFromDocument, jobToDocument } from './job-document.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { versioned } from './read-document.ts';
import { runFromDocument, skippedFromDocument } from './run-document.ts';

/** What is known of slots, in the container `jobs`. */
export class CosmosSlotStore implements SlotStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async runsDue(
    jobId: JobId,
    { fromDueAt, untilDueAt, limit }: SlotRange & { readonly limit: number },
  ): Promise<readonly Run[]> {
    const query = `SELECT * FROM c WHERE c.type = 'run' AND c.trigger != 'manual' AND c.dueAt >= @from AND c.dueAt <= @until ORDER BY c.dueAt OFFSET 0 LIMIT ${limit}`;
    const parameters = rangeParameters({ fromDueAt, untilDueAt });
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
    return Array.fromAsync(readableOnly(documents, runFromDocument, this.#log));
  }

  async *skippedSlots(jobId: JobId, range: SlotRange): AsyncGenerator<SkippedSlots> {
    const query =
      "SELECT * FROM c WHERE c.type = 'skipped-slots' AND c.fromDueAt <= @until AND c.untilDueAt >= @from ORDER BY c.fromDueAt";
    const parameters = rangeParameters(range);
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
    yield* readableOnly(documents, skippedFromDocument, this.#log);
  }

  async coalescingRun(jobId: JobId, dueAt: number): Promise<Run | undefined> {
    const query =
      "SELECT * FROM c WHERE c.type = 'run' AND c.dueAt > @dueAt AND c.coalesced.fromDueAt <= @dueAt ORDER BY c.dueAt OFFSET 0 LIMIT 1";
    const parameters = [{ name: '@dueAt', value: toInstant(dueAt) }];
    const documents = queryDocuments(this.#container, { query, parameters }, { partitionKey: jobId });
    const [run] = await Array.fromAsync(readableOnly(documents, runFromDocument, this.#log));
    return run;
  }

  async jobsAfter(position: string | undefined, limit: number): Promise<JobsAfter> {
    const query = `SELECT * FROM c WHERE c.type = 'job' AND c.state != 'deleted' AND c.jobId > @after ORDER BY c.jobId OFFSET 0 LIMIT ${limit}`;
    const parameters = [{ name: '@after', value: position ?? '' }];
    const documents = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const jobs = await Array.fromAsync(readableOnly(listed(documents), foundJob, this.#log));
    const next = documents.length < limit ? undefined : placed.parse(documents.at(-1)).jobId;
    return { jobs, next };
  }
}

const placed = z.looseObject({ jobId: z.string() });
const woken = z.looseObject({ wakeAt: z.string().optional() });

/** A document written by hand may lack what the query for due jobs looks for. */
function foundJob(document: unknown): FoundJob {
  const { value, version } = versioned(document, jobFromDocument);
  return { value, version, isSeenWhenDue: woken.parse(document).wakeAt === jobToDocument(value).wakeAt };
}

async function* listed(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

function rangeParameters({ fromDueAt, untilDueAt }: SlotRange) {
  return [
    { name: '@from', value: toInstant(fromDueAt) },
    { name: '@until', value: toInstant(untilDueAt) },
  ];
}
