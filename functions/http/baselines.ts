import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import type { BaselineRegistration, BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import type { BaselineRequest } from '../../shared/application/register-baseline.ts';
import { baselineDetailView, baselineView } from '../../shared/contracts/http/baseline-view.ts';
import { paging } from '../../shared/contracts/http/paging.ts';
import { registerBaselineRequest } from '../../shared/contracts/http/register-baseline.ts';
import { modelId as modelIdSchema } from '../../shared/contracts/http/stability-task.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';
import { notFound } from './problem.ts';
import { parseInput, readJson } from './read-json.ts';

interface UseCases {
  readonly baselines: BaselineStore;
  readonly registerBaseline: (request: BaselineRequest) => Promise<BaselineRegistration>;
}

const listQuery = z.strictObject(paging);

const path = z.object({ modelId: modelIdSchema });

/** `POST` and `GET /api/models/{modelId}/baselines`, `GET .../baselines/{baselineId}`. */
export function registerBaselines(app: FunctionRegistry, { baselines, registerBaseline }: UseCases): void {
  app.http('registerBaseline', {
    methods: ['POST'],
    route: 'models/{modelId}/baselines',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { modelId } = modelOf(request);
      const body = await readJson(request, registerBaselineRequest);
      return toResponse(await registerBaseline({ modelId, ...body }));
    }),
  });

  app.http('listBaselines', {
    methods: ['GET'],
    route: 'models/{modelId}/baselines',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { modelId } = modelOf(request);
      const page = await baselines.list(modelId, parseQuery(request, listQuery));
      return { jsonBody: { ...page, items: page.items.map(baselineView) } };
    }),
  });

  app.http('readBaseline', {
    methods: ['GET'],
    route: 'models/{modelId}/baselines/{baselineId}',
    authLevel: 'function',
    handler: httpHandler(async ({ params }) => {
      const { modelId = '', baselineId = '' } = params;
      const found = await baselines.get(modelId, baselineId);
      return found === undefined ? notFound('baseline', baselineId) : { jsonBody: baselineDetailView(found) };
    }),
  });
}

function modelOf({ params }: HttpRequest): z.output<typeof path> {
  return parseInput(params, path, 'The path has faults.');
}

function toResponse({ outcome, baseline }: BaselineRegistration): HttpResponseInit {
  const { modelId, baselineId } = baseline;
  return {
    status: outcome === 'created' ? 201 : 200,
    headers: { location: `/api/models/${modelId}/baselines/${baselineId}` },
    jsonBody: baselineDetailView(baseline),
  };
}
