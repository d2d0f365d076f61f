import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { PreviewRecurrences } from '../../shared/application/preview-recurrences.ts';
import { previewQuery, previewRequest, previewView } from '../../shared/contracts/http/preview.ts';
import { toRecurrence } from '../../shared/contracts/http/recurrence.ts';
import { isJobId } from '../../shared/domain/job/job-id.ts';
import type { Recurrence } from '../../shared/domain/schedule/recurrence.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';
import { notFound } from './problem.ts';
import { readJson } from './read-json.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly previewRecurrences: PreviewRecurrences;
}

interface Options {
  readonly after?: string;
  readonly count: number;
}

/** `POST /api/recurrences/preview` and `GET /api/jobs/{jobId}/preview`; neither changes anything. */
export function registerPreview(app: FunctionRegistry, { jobs, previewRecurrences }: UseCases): void {
  async function answer(recurrences: readonly Recurrence[], { after, count }: Options) {
    const parsed = after === undefined ? {} : { after: Date.parse(after) };
    const found = await previewRecurrences(recurrences, { ...parsed, count });
    return { jsonBody: previewView({ recurrences, ...found }) };
  }

  app.http('previewRecurrences', {
    methods: ['POST'],
    route: 'recurrences/preview',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { recurrences, ...options } = await readJson(request, previewRequest);
      return answer(recurrences.map(toRecurrence), options);
    }),
  });

  app.http('previewJob', {
    methods: ['GET'],
    route: 'jobs/{jobId}/preview',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const id = request.params['jobId'] ?? '';
      const stored = isJobId(id) ? await jobs.get(id) : undefined;
      if (stored === undefined || stored.value.state === 'deleted') return notFound('job', id);
      return answer(stored.value.recurrences, parseQuery(request, previewQuery));
    }),
  });
}
