import type { HttpResponseInit } from '@azure/functions';
import type { BackfillStore } from '../../shared/application/ports/backfill-store.ts';
import type { UniqueId } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type {
  BackfillPreview,
  BackfillRange,
  BackfillRequest,
  StartBackfillOutcome,
} from '../../shared/application/start-backfill.ts';
import {
  listBackfillsContract,
  readBackfillContract,
  startBackfillContract,
} from '../../shared/contracts/http/backfill.ts';
import { backfillPreviewView, backfillView } from '../../shared/contracts/http/backfill-view.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { ownKey } from './api/own-key.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly backfills: BackfillStore;
  readonly startBackfill: (jobId: JobId, request: BackfillRequest) => Promise<StartBackfillOutcome>;
  readonly previewBackfill: (jobId: JobId, range: BackfillRange) => Promise<BackfillPreview | undefined>;
  readonly uniqueId: UniqueId;
}

/** `POST` and `GET /api/jobs/{jobId}/backfills`, `GET /api/jobs/{jobId}/backfills/{backfillId}`. */
export function backfillOperations(useCases: UseCases): readonly Operation[] {
  const { jobs, backfills, startBackfill, previewBackfill, uniqueId } = useCases;
  return [
    operation(startBackfillContract, async ({ path: { jobId }, body, ...call }) => {
      const { from, until, dryRun, maxConcurrent, reason } = body;
      const range = { fromDueAt: from, untilDueAt: until };
      const who = { author: call.author(body.author), reason };
      if (dryRun) {
        const preview = await previewBackfill(jobId, range);
        return preview === undefined ? notFound('job', jobId) : { jsonBody: backfillPreviewView(preview) };
      }
      const key = ownKey(call, uniqueId);
      const started = await startBackfill(jobId, { ...range, ...who, maxConcurrent, idempotencyKey: key });
      return toResponse(jobId, started);
    }),

    operation(listBackfillsContract, async ({ path: { jobId }, query }) => {
      if ((await jobs.get(jobId)) === undefined) return notFound('job', jobId);
      const page = await backfills.listByJob(jobId, toPageRequest(query));
      return { jsonBody: { ...page, items: page.items.map((backfill) => backfillView(backfill)) } };
    }),

    operation(readBackfillContract, async ({ path: key }) => {
      const stored = await backfills.get(key);
      if (stored === undefined) return notFound('backfill', key.backfillId);
      return { jsonBody: backfillView(stored.value, await backfills.countRuns(key)) };
    }),
  ];
}

function toResponse(jobId: JobId, started: StartBackfillOutcome): HttpResponseInit {
  if (started.outcome === 'not-found') return notFound('job', jobId);
  const { outcome, backfill } = started;
  const { backfillId } = backfill;
  if (outcome === 'key-taken') {
    return problem({
      type: 'already-exists',
      status: 409,
      title: 'The key has been used.',
      detail: `Backfill '${backfillId}' was asked for with this Idempotency-Key and another range.`,
    });
  }
  const headers = { location: `/api/jobs/${jobId}/backfills/${backfillId}` };
  return { status: outcome === 'created' ? 202 : 200, headers, jsonBody: backfillView(backfill) };
}
