import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import type { GatherLintFacts } from '../../shared/application/gather-lint-facts.ts';
import type { LoadCalendars } from '../../shared/application/load-calendars.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import { paging } from '../../shared/contracts/http/paging.ts';
import { jobView } from '../../shared/contracts/http/views.ts';
import { isJobId, type JobId } from '../../shared/domain/job/job-id.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { notFound } from './problem.ts';
import { parseInput } from './read-json.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly deleteJob: (jobId: JobId) => Promise<'deleted' | 'not-found'>;
  readonly loadCalendars: LoadCalendars;
  readonly gatherLintFacts: GatherLintFacts;
  readonly clock: Clock;
}

const listQuery = z.strictObject({
  valueStream: z.string().exactOptional(),
  modelId: z.string().exactOptional(),
  ...paging,
});

/** `GET /api/jobs`, `GET /api/jobs/{jobId}`, `DELETE /api/jobs/{jobId}`. */
export function registerJobs(
  app: FunctionRegistry,
  { jobs, deleteJob, loadCalendars, gatherLintFacts, clock }: UseCases,
): void {
  app.http('listJobs', {
    methods: ['GET'],
    route: 'jobs',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { limit, cursor, ...filter } = parseQuery(request, listQuery);
      const page = await jobs.list(filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
      const now = clock.now();
      const calendars = await loadCalendars(page.items.flatMap(({ recurrences }) => recurrences));
      return { jsonBody: { ...page, items: page.items.map((job) => jobView(job, now, { calendars })) } };
    }),
  });

  app.http('readJob', {
    methods: ['GET'],
    route: 'jobs/{jobId}',
    authLevel: 'function',
    handler: httpHandler(async ({ params }) => {
      const id = params['jobId'] ?? '';
      const stored = isJobId(id) ? await jobs.get(id) : undefined;
      if (stored === undefined || stored.value.state === 'deleted') return notFound('job', id);
      const facts = await gatherLintFacts(stored.value);
      return { headers: { etag: stored.version }, jsonBody: jobView(stored.value, clock.now(), facts) };
    }),
  });

  app.http('deleteJob', {
    methods: ['DELETE'],
    route: 'jobs/{jobId}',
    authLevel: 'function',
    handler: httpHandler(async ({ params }) => {
      const id = params['jobId'] ?? '';
      const outcome = isJobId(id) ? await deleteJob(id) : 'not-found';
      return outcome === 'deleted' ? { status: 204 } : notFound('job', id);
    }),
  });
}

/** Parses the query parameters; a parameter given twice counts by its last value. Throws InvalidInput. */
export function parseQuery<T>(request: HttpRequest, schema: z.ZodType<T>): T {
  return parseInput(Object.fromEntries(request.query), schema, 'The query has faults.');
}
