import type { Clock } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { ReadSlots } from '../../shared/application/read-slots.ts';
import { slotEntryView, slotsCursor, slotsQuery } from '../../shared/contracts/http/slots.ts';
import { isJobId } from '../../shared/domain/job/job-id.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly readSlots: ReadSlots;
  readonly clock: Clock;
}

/** `GET /api/jobs/{jobId}/slots`: every slot of a range with its answer; also of a deleted job. */
export function registerSlots(app: FunctionRegistry, { jobs, readSlots, clock }: UseCases): void {
  app.http('listSlots', {
    methods: ['GET'],
    route: 'jobs/{jobId}/slots',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const id = request.params['jobId'] ?? '';
      const stored = isJobId(id) ? await jobs.get(id) : undefined;
      if (stored === undefined) return notFound('job', id);
      const query = parseQuery(request, slotsQuery(clock.now()));
      const { items, next } = await readSlots(stored.value, query);
      const page = next === undefined ? {} : { nextCursor: slotsCursor(query, next) };
      return { jsonBody: { items: items.map(slotEntryView), ...page } };
    }),
  });
}
