import type { HttpResponseInit } from '@azure/functions';
import type { BaselineRegistration, BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import type { BaselineRequest } from '../../shared/application/register-baseline.ts';
import { baselineDetailView, baselineView } from '../../shared/contracts/http/baseline-view.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import {
  listBaselinesContract,
  readBaselineContract,
  registerBaselineContract,
} from '../../shared/contracts/http/register-baseline.ts';
import type { Actor } from '../../shared/domain/access/actor.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly baselines: BaselineStore;
  readonly registerBaseline: (request: BaselineRequest, actor: Actor) => Promise<BaselineRegistration>;
}

/** `POST` and `GET /api/models/{modelId}/baselines`, `GET .../baselines/{baselineId}`. */
export function baselineOperations({ baselines, registerBaseline }: UseCases): readonly Operation[] {
  return [
    operation(registerBaselineContract, async ({ path: { modelId }, body, actor }) =>
      toResponse(await registerBaseline({ modelId, ...body }, actor())),
    ),

    operation(listBaselinesContract, async ({ path: { modelId }, query }) => {
      const page = await baselines.list(modelId, toPageRequest(query));
      return { jsonBody: { ...page, items: page.items.map(baselineView) } };
    }),

    operation(readBaselineContract, async ({ path: { modelId, baselineId } }) => {
      const found = await baselines.get(modelId, baselineId);
      return found === undefined ? notFound('baseline', baselineId) : { jsonBody: baselineDetailView(found) };
    }),
  ];
}

function toResponse({ outcome, baseline }: BaselineRegistration): HttpResponseInit {
  const { modelId, baselineId } = baseline;
  return {
    status: outcome === 'created' ? 201 : 200,
    headers: { location: `/api/models/${modelId}/baselines/${baselineId}` },
    jsonBody: baselineDetailView(baseline),
  };
}
