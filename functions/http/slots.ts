import type { Clock } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { ReadSlots } from '../../shared/application/read-slots.ts';
import {
  listSlotsContract,
  slotEntryView,
  slotsCursor,
  toSlotsQuery,
} from '../../shared/contracts/http/slots.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly readSlots: ReadSlots;
  readonly clock: Clock;
}

/** `GET /api/jobs/{jobId}/slots`: every slot of a range with its answer; also of a deleted job. */
export function slotOperations({ jobs, readSlots, clock }: UseCases): readonly Operation[] {
  return [
    operation(listSlotsContract, async ({ path: { jobId }, query }) => {
      const stored = await jobs.get(jobId);
      if (stored === undefined) return notFound('job', jobId);
      const asked = toSlotsQuery(query, clock.now());
      const { items, next } = await readSlots(stored.value, asked);
      const page = next === undefined ? {} : { nextCursor: slotsCursor(asked, next) };
      return { jsonBody: { items: items.map(slotEntryView), ...page } };
    }),
  ];
}
