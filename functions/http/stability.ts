import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { StabilityHistoryPage, StabilityWithDetail } from '../../shared/application/read-stability.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { StabilityRange } from '../../shared/application/ports/stability-store.ts';
import { stabilityQuery } from '../../shared/contracts/http/stability-query.ts';
import {
  measurementsCsv,
  measurementView,
  type Measurement,
} from '../../shared/contracts/http/stability-view.ts';
import { stabilityDetail } from '../../shared/contracts/stability-result.ts';
import { isRunId, type RunId } from '../../shared/domain/run/run-id.ts';
import { rankMoves } from '../../shared/domain/stability/what-moved.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';
import { acceptedForm } from './negotiate.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly listStability: (
    modelId: string,
    range: StabilityRange & { readonly withDetails: boolean },
  ) => Promise<StabilityHistoryPage>;
  readonly readStability: (modelId: string, runId: RunId) => Promise<StabilityWithDetail | undefined>;
  readonly clock: Clock;
}

const EVERYTHING = { segment: 'every' } as const;

/** `GET /api/models/{modelId}/stability` and `GET /api/models/{modelId}/stability/{runId}`, as JSON or CSV. */
export function registerStability(app: FunctionRegistry, useCases: UseCases): void {
  app.http('listStability', {
    methods: ['GET'],
    route: 'models/{modelId}/stability',
    authLevel: 'function',
    handler: httpHandler((request) => list(useCases, request)),
  });

  app.http('readStability', {
    methods: ['GET'],
    route: 'models/{modelId}/stability/{runId}',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { modelId = '', runId = '' } = request.params;
      const found = isRunId(runId) ? await useCases.readStability(modelId, runId) : undefined;
      if (found === undefined) return notFound('measurement', runId);
      const measurement = toMeasurement(found);
      const { detail } = measurement;
      if (acceptedForm(request) === 'csv') {
        return csv(measurementsCsv([measurementView(measurement, EVERYTHING)], true));
      }
      const moved = detail === undefined ? [] : rankMoves(detail);
      return { jsonBody: { ...measurementView(measurement), ...detail, moved } };
    }),
  });
}

async function list({ listStability, clock }: UseCases, request: HttpRequest): Promise<HttpResponseInit> {
  const { figures, ...range } = parseQuery(request, stabilityQuery(clock.now()));
  const page = await listStability(request.params['modelId'] ?? '', {
    ...range,
    withDetails: figures !== undefined,
  });
  const items = page.items.map((item) => measurementView(toMeasurement(item), figures));
  if (acceptedForm(request) === 'json') return { jsonBody: { ...page, items } };
  const table = measurementsCsv(items, figures !== undefined);
  return page.nextCursor === undefined ? csv(table) : csv(table, nextPage(request, page.nextCursor));
}

/** A table has no place for the cursor: the header `link` (RFC 8288) has the next page's address. */
function csv(body: string, next?: string): HttpResponseInit {
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      ...(next === undefined ? {} : { link: `<${next}>; rel="next"` }),
    },
    body,
  };
}

function nextPage({ url }: HttpRequest, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}

function toMeasurement({ record, detail }: StabilityWithDetail): Measurement {
  if (detail === undefined) return record;
  return { ...record, detail: stabilityDetail.parse(JSON.parse(detail)) };
}
