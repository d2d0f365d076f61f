import { jobIdFrom } from '../support/example-job.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';

export interface JobOptions {
  readonly resources: number;
  readonly jobsPerResource: number;
  readonly everySeconds: number;
  readonly slotsPerJob: number;
  readonly timeoutSeconds: number;
  readonly abandonSeconds: number;
}

/** A job of the test, with what it names. */
export interface CollectionJob {
  readonly jobId: string;
  readonly resource: string;
  readonly dueAts: readonly number[];
  readonly runIds: readonly RunId[];
  /** The body of `POST /api/jobs/schedule`. */
  readonly definition: object;
}

const SECOND_MS = 1000;

/**
 * The jobs' slots begin at `startAt`, on a second, and come at the same instants for all: so that those of one resource
 * always meet. Every other job keeps its reports under one name, which late collections would put back.
 */
export function collectionJobs(options: JobOptions, baseUrl: string, startAt: number): CollectionJob[] {
  return Array.from({ length: options.resources * options.jobsPerResource }, (_, index) => {
    const number = Math.floor(index / options.resources);
    const resource = `resource-${index % options.resources}`;
    const jobId = jobIdFrom(`${resource}-job-${number}`);
    const everyMs = options.everySeconds * SECOND_MS;
    const dueAts = Array.from({ length: options.slotsPerJob }, (__, slot) => startAt + slot * everyMs);
    const definition = {
      jobId,
      kind: 'report-collection',
      valueStream: `stream-${number}`,
      task: taskOf(options, { baseUrl, resource, number }),
      recurrences: [intervalOf(options, dueAts)],
      policies: {
        overlap: number % 2 === 0 ? 'skip' : 'buffer-one',
        timeoutSeconds: options.timeoutSeconds,
        retry: { maxAttempts: 3, initialDelaySeconds: 1, maxDelaySeconds: 5 },
      },
    };
    return { jobId, resource, dueAts, runIds: dueAts.map((dueAt) => runIdOf(jobId, dueAt)), definition };
  });
}

interface Names {
  readonly baseUrl: string;
  readonly resource: string;
  /** Of the job among those of its resource. */
  readonly number: number;
}

function taskOf({ abandonSeconds }: JobOptions, { baseUrl, resource, number }: Names): object {
  return {
    ...{ resource, baseUrl, abandonSeconds },
    method: number % 2 === 0 ? 'GET' : 'POST',
    requestPath: `/request_report?offset={offset}&resource=${resource}`,
    // Of three jobs two ask for the same: they may go on with each other's tickets.
    offset: number % 3,
    poll: { intervalSeconds: 0.5, backoffCoefficient: 1.5, maxIntervalSeconds: 2 },
    columns: ['account_id', 'score'],
    outputPath:
      number % 2 === 0 ? `reports/{resource}/{runId}.csv` : `reports/{resource}/latest-${number}.csv`,
  };
}

function intervalOf({ everySeconds }: JobOptions, dueAts: readonly number[]): object {
  const toIso = (at: number) => new Date(at).toISOString();
  const startAt = toIso(dueAts[0] ?? NaN);
  return {
    ...{ type: 'interval', everySeconds, anchorAt: startAt, startAt },
    endAt: toIso((dueAts.at(-1) ?? NaN) + 1),
  };
}
