import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { PreviewRecurrences } from '../../shared/application/preview-recurrences.ts';
import {
  previewJobContract,
  previewRecurrencesContract,
  previewView,
} from '../../shared/contracts/http/preview.ts';
import { toRecurrence } from '../../shared/contracts/http/recurrence.ts';
import type { Recurrence } from '../../shared/domain/schedule/recurrence.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly previewRecurrences: PreviewRecurrences;
}

interface Options {
  readonly after?: string;
  readonly count: number;
}

/** `POST /api/recurrences/preview` and `GET /api/jobs/{jobId}/preview`; neither changes anything. */
export function previewOperations({ jobs, previewRecurrences }: UseCases): readonly Operation[] {
  async function answer(recurrences: readonly Recurrence[], { after, count }: Options) {
    const parsed = after === undefined ? {} : { after: Date.parse(after) };
    const found = await previewRecurrences(recurrences, { ...parsed, count });
    return { jsonBody: previewView({ recurrences, ...found }) };
  }

  return [
    operation(previewRecurrencesContract, async ({ body: { recurrences, ...options } }) =>
      answer(recurrences.map(toRecurrence), options),
    ),

    operation(previewJobContract, async ({ path: { jobId }, query }) => {
      const stored = await jobs.get(jobId);
      if (stored === undefined || stored.value.state === 'deleted') return notFound('job', jobId);
      return answer(stored.value.recurrences, query);
    }),
  ];
}
