import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import type { JobCount, PendingSpan, RunCount, RunFigures } from '../../application/ports/run-figures.ts';
import type { Log } from '../../application/ports/environment.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import type { Run } from '../../domain/run/run.ts';
import { instant, toInstant } from './instants.ts';
import { allOf, oneOf, type Condition } from './condition.ts';
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

  async overdueRuns(span: PendingSpan, limit: number): Promise<readonly Run[]> {
    const { text, parameters } = pendingIn(span);
    const query = `SELECT TOP ${limit} * FROM c WHERE ${text} ORDER BY c.effectiveAt`;
    const documents = queryDocuments(this.#container, { query, parameters });
    return Array.fromAsync(readableOnly(documents, runFromDocument, this.#log));
  }

  async pendingStarts(span: PendingSpan, limit: number): Promise<readonly number[]> {
    const { text, parameters } = pendingIn(span);
    const query = `SELECT TOP ${limit} VALUE c.effectiveAt FROM c WHERE ${text}`;
    const found = queryDocuments(this.#container, { query, parameters });
    return Array.fromAsync(readableOnly(found, (value) => instant.parse(value), this.#log));
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

function pendingIn({ after, until, valueStreams }: PendingSpan): {
  text: string;
  parameters: SqlParameter[];
} {
  const conditions: readonly Condition[] = [
    { text: "c.type = 'run' AND c.state = 'pending'", parameters: [] },
    { text: 'c.effectiveAt > @after', parameters: [{ name: '@after', value: toInstant(after) }] },
    { text: 'c.effectiveAt <= @until', parameters: [{ name: '@until', value: toInstant(until) }] },
    ...(valueStreams === undefined ? [] : [oneOf('c.valueStream', 'stream', valueStreams)]),
  ];
  return allOf(conditions);
}
