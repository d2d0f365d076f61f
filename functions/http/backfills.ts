import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import type { BackfillKey, BackfillStore } from '../../shared/application/ports/backfill-store.ts';
import type { UniqueId } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type {
  BackfillPreview,
  BackfillRange,
  BackfillRequest,
  StartBackfillOutcome,
} from '../../shared/application/start-backfill.ts';
import {
  backfillPreviewView,
  backfillView,
  startBackfillRequest,
} from '../../shared/contracts/http/backfill.ts';
import { paging } from '../../shared/contracts/http/paging.ts';
import { isBackfillIdOf } from '../../shared/domain/backfill/backfill-id.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { isJobId, type JobId } from '../../shared/domain/job/job-id.ts';
import type { FunctionRegistry } from '../registry.ts';
import { withJobId } from './change-job.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';
import { notFound, problem } from './problem.ts';
import { readJson } from './read-json.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly backfills: BackfillStore;
  readonly startBackfill: (jobId: JobId, request: BackfillRequest) => Promise<StartBackfillOutcome>;
  readonly previewBackfill: (jobId: JobId, range: BackfillRange) => Promise<BackfillPreview | undefined>;
  readonly uniqueId: UniqueId;
}

const listQuery = z.strictObject(paging);

const MAX_KEY_LENGTH = 256;

/** `POST` and `GET /api/jobs/{jobId}/backfills`, `GET /api/jobs/{jobId}/backfills/{backfillId}`. */
export function registerBackfills(app: FunctionRegistry, useCases: UseCases): void {
  const { jobs, backfills } = useCases;

  app.http('startBackfill', {
    methods: ['POST'],
    route: 'jobs/{jobId}/backfills',
    authLevel: 'function',
    handler: withJobId((jobId, request) => start(useCases, jobId, request)),
  });

  app.http('listBackfills', {
    methods: ['GET'],
    route: 'jobs/{jobId}/backfills',
    authLevel: 'function',
    handler: withJobId(async (jobId, request) => {
      if ((await jobs.get(jobId)) === undefined) return notFound('job', jobId);
      const page = await backfills.listByJob(jobId, parseQuery(request, listQuery));
      return { jsonBody: { ...page, items: page.items.map((backfill) => backfillView(backfill)) } };
    }),
  });

  app.http('readBackfill', {
    methods: ['GET'],
    route: 'jobs/{jobId}/backfills/{backfillId}',
    authLevel: 'function',
    handler: withBackfill(async (key) => {
      const stored = await backfills.get(key);
      if (stored === undefined) return notFound('backfill', key.backfillId);
      return { jsonBody: backfillView(stored.value, await backfills.countRuns(key)) };
    }),
  });
}

/** A handler of a route that names a backfill; what is no id names none. */
export function withBackfill(
  handle: (key: BackfillKey, ...rest: Parameters<Handle>) => Promise<HttpResponseInit>,
): ReturnType<typeof httpHandler> {
  return httpHandler(async (request, context) => {
    const { jobId = '', backfillId = '' } = request.params;
    if (!isJobId(jobId) || !isBackfillIdOf(jobId, backfillId)) return notFound('backfill', backfillId);
    return handle({ jobId, backfillId }, request, context);
  });
}

type Handle = Parameters<typeof httpHandler>[0];

async function start(
  { startBackfill, previewBackfill, uniqueId }: UseCases,
  jobId: JobId,
  request: HttpRequest,
): Promise<HttpResponseInit> {
  const { from, until, dryRun, ...body } = await readJson(request, startBackfillRequest);
  const range = { fromDueAt: from, untilDueAt: until };
  if (dryRun) {
    const preview = await previewBackfill(jobId, range);
    return preview === undefined ? notFound('job', jobId) : { jsonBody: backfillPreviewView(preview) };
  }
  const idempotencyKey = keyOf(request) ?? uniqueId();
  return toResponse(jobId, await startBackfill(jobId, { ...range, ...body, idempotencyKey }));
}

function keyOf({ headers }: HttpRequest): string | undefined {
  const key = headers.get('idempotency-key') ?? undefined;
  if (key === undefined || (key.length > 0 && key.length <= MAX_KEY_LENGTH)) return key;
  throw new InvalidInput('The header Idempotency-Key has a fault.', [
    { pointer: '', message: `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters` },
  ]);
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
