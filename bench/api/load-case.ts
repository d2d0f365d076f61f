import { z } from 'zod';

/** What is asked of the API under load, as JSON on the command line of the process that asks. */
export const loadCase = z.object({
  url: z.string(),
  kind: z.enum(['get', 'list', 'filtered', 'create']),
  connections: z.number(),
  seconds: z.number(),
  /** How many jobs there are, named by `jobIdOf`. */
  jobs: z.number(),
  /** Begins the ids of jobs that are made. */
  prefix: z.string(),
});

export type LoadCase = z.output<typeof loadCase>;

export const loadResult = z.object({
  requests: z.number(),
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Answers that were no success, and requests without one. */
  failures: z.number(),
});

export type LoadResult = z.output<typeof loadResult>;

export function jobIdOf(index: number): string {
  return `bench-${String(index).padStart(6, '0')}`;
}

/** A job that is not due for months: scheduling it is all that it costs. */
export function distantJob(jobId: string): object {
  return {
    jobId,
    kind: 'report-collection',
    valueStream: `stream-${jobId.slice(-1)}`,
    task: { resource: jobId, baseUrl: 'https://reports.example.com' },
    recurrences: [{ type: 'cron', expression: '0 6 1 6 *', timeZone: 'Europe/London' }],
  };
}
