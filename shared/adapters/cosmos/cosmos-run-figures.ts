import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { JobCount, RunCount, RunFigures } from '../../application/ports/run-figures.ts';
import type { Log } from '../../application/ports/environment.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import type { Run } from '../../domain/run/run.ts';
import { toInstant } from './instants.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { runFromDocument } from './run-document.ts';

const count = z.int();

const jobCount = z.object({
  valueStream: z.string(),
  kind: z.enum(JOB_KINDS),
  state: z.enum(['active', 'paused', 'quarantined', 'completed']),
  count,
});

const runCount = z.object({
  valueStream: z.string(),
  state: z.enum(['pending', 'waiting', 'running']),
  count,
});

const streamCount = z.object({ valueStream: z.string(), count });

/** Counts in the container `jobs`. */
export class CosmosRunFigures implements RunFigures {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async countJobs(): Promise<readonly JobCount[]> {
    const query =
      "SELECT c.valueStream, c.kind, c.state, COUNT(1) AS count FROM c WHERE c.type = 'job' AND c.state IN ('active', 'paused', 'quarantined', 'completed') GROUP BY c.valueStream, c.kind, c.state";
    return this.#count(query, jobCount);
  }

  async countUnfinishedRuns(): Promise<readonly RunCount[]> {
    const query =
      "SELECT c.valueStream, c.state, COUNT(1) AS count FROM c WHERE c.type = 'run' AND c.state IN ('pending', 'waiting', 'running') GROUP BY c.valueStream, c.state";
    return this.#count(query, runCount);
  }

  async countOverdueRuns(until: number): Promise<ReadonlyMap<string, number>> {
    const query =
      "SELECT c.valueStream, COUNT(1) AS count FROM c WHERE c.type = 'run' AND c.state = 'pending' AND c.effectiveAt <= @until GROUP BY c.valueStream";
    const parameters = [{ name: '@until', value: toInstant(until) }];
    const found = await this.#count(query, streamCount, parameters);
    return new Map(found.map((each) => [each.valueStream, each.count]));
  }

  async overdueRuns(
    { after, until }: { readonly after: number; readonly until: number },
    limit: number,
  ): Promise<readonly Run[]> {
    const query = `SELECT TOP ${limit} * FROM c WHERE c.type = 'run' AND c.state = 'pending' AND c.effectiveAt > @after AND c.effectiveAt <= @until ORDER BY c.effectiveAt`;
    const parameters = [
      { name: '@after', value: toInstant(after) },
      { name: '@until', value: toInstant(until) },
    ];
    const documents = queryDocuments(this.#container, { query, parameters });
    return Array.fromAsync(readableOnly(documents, runFromDocument, this.#log));
  }

  /** Groups that this version does not know are left out, and reported. */
  async #count<T>(
    query: string,
    schema: z.ZodType<T>,
    parameters: { name: string; value: string }[] = [],
  ): Promise<readonly T[]> {
    const groups = queryDocuments(this.#container, { query, parameters });
    return Array.fromAsync(readableOnly(groups, (group) => schema.parse(group), this.#log));
  }
}
