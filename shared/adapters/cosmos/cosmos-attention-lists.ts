import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type {
  AttentionLists,
  FailingJobName,
  WantedAttention,
} from '../../application/ports/attention-lists.ts';
import type { Log } from '../../application/ports/environment.ts';
import { jobId, runId } from '../../contracts/run.ts';
import type { GivenUpRun, PausedJob, QuarantinedJob } from '../../domain/overview/overview.ts';
import { allOf, condition, oneOf, type Condition } from './condition.ts';
import { instant, toInstant } from './instants.ts';
import { pause } from './job-document.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { deadLetterCause } from './run-document.ts';

const failingLane = z.object({ jobId, consecutiveFailures: z.int().min(1) });
const activeJob = z.object({ jobId, valueStream: z.string() });
const pausedJob = activeJob.extend({ pause });
const quarantinedJob = activeJob.extend({ quarantine: z.object({ at: instant, error: z.string() }) });
const givenUpRun = activeJob.extend({ runId, finishedAt: instant, cause: deadLetterCause });

/** Jobs that are asked for in one query. */
const TOGETHER = 100;

interface Wanted<T> {
  readonly fields: string;
  readonly conditions: readonly Condition[];
  readonly limit: number;
  readonly schema: z.ZodType<T>;
}

/**
 * What needs somebody, in the container `jobs`. No query has an order: with one, the service would walk an index of all jobs
 * or runs to find the few that fit.
 */
export class CosmosAttentionLists implements AttentionLists {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async failingJobs({
    limit,
    since,
  }: {
    readonly limit: number;
    readonly since: number;
  }): Promise<{ readonly jobs: readonly FailingJobName[]; readonly areAll: boolean }> {
    const lanes = await this.#read({
      fields: 'c.jobId, c.consecutiveFailures',
      conditions: [
        { text: "c.type = 'lane' AND c.consecutiveFailures > 0", parameters: [] },
        // Lanes of jobs that are long gone are kept, and must not take the room of the others.
        { text: 'c._ts >= @since', parameters: [{ name: '@since', value: Math.floor(since / 1000) }] },
      ],
      ...{ limit: limit + 1, schema: failingLane },
    });
    const failures = new Map(lanes.slice(0, limit).map((lane) => [lane.jobId, lane.consecutiveFailures]));
    const names = [...failures.keys()];
    const jobs: FailingJobName[] = [];
    for (let start = 0; start < names.length; start += TOGETHER) {
      const active = await this.#read({
        fields: 'c.jobId, c.valueStream',
        conditions: [failable(since), oneOf('c.jobId', 'job', names.slice(start, start + TOGETHER))],
        ...{ limit: TOGETHER, schema: activeJob },
      });
      jobs.push(...active.map((job) => ({ ...job, consecutiveFailures: failures.get(job.jobId) ?? 1 })));
    }
    return { jobs, areAll: lanes.length <= limit };
  }

  async pausedJobs({ valueStreams, limit }: WantedAttention): Promise<readonly PausedJob[]> {
    return this.#read({
      fields: 'c.jobId, c.valueStream, c.pause',
      conditions: [...isJob('paused'), ...ofStreams(valueStreams)],
      ...{ limit, schema: pausedJob },
    });
  }

  async quarantinedJobs({ valueStreams, limit }: WantedAttention): Promise<readonly QuarantinedJob[]> {
    return this.#read({
      fields: 'c.jobId, c.valueStream, c.quarantine',
      conditions: [...isJob('quarantined'), ...ofStreams(valueStreams)],
      ...{ limit, schema: quarantinedJob },
    });
  }

  async deadRuns({
    valueStreams,
    limit,
    since,
  }: WantedAttention & { readonly since: number }): Promise<readonly GivenUpRun[]> {
    return this.#read({
      fields: 'c.jobId, c.valueStream, c.runId, c.finishedAt, c.cause',
      conditions: [
        { text: "c.type = 'run' AND c.state = 'dead'", parameters: [] },
        condition('c.finishedAt >= @since', '@since', toInstant(since)),
        ...ofStreams(valueStreams),
      ],
      ...{ limit, schema: givenUpRun },
    });
  }

  async #read<T>({ fields, conditions, limit, schema }: Wanted<T>): Promise<readonly T[]> {
    const { text, parameters } = allOf(conditions);
    const query = `SELECT TOP ${limit} ${fields} FROM c WHERE ${text}`;
    const documents = queryDocuments(this.#container, { query, parameters });
    return Array.fromAsync(readableOnly(documents, (document) => schema.parse(document), this.#log));
  }
}

function failable(since: number): Condition {
  const text =
    "c.type = 'job' AND (c.state = 'active' OR (c.state = 'completed' AND c.updatedAt >= @completedSince))";
  return condition(text, '@completedSince', toInstant(since));
}

function isJob(state: string): readonly Condition[] {
  return [condition("c.type = 'job' AND c.state = @state", '@state', state)];
}

function ofStreams(valueStreams: readonly string[] | undefined): readonly Condition[] {
  return valueStreams === undefined ? [] : [oneOf('c.valueStream', 'stream', valueStreams)];
}
