import type { HttpResponseInit } from '@azure/functions';
import type { StabilityHistoryPage, StabilityWithDetail } from '../../shared/application/read-stability.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { StabilityRange } from '../../shared/application/ports/stability-store.ts';
import { listStabilityContract, readStabilityContract } from '../../shared/contracts/http/stability.ts';
import { toStabilityQuery } from '../../shared/contracts/http/stability-query.ts';
import {
  measurementsCsv,
  measurementView,
  type Measurement,
} from '../../shared/contracts/http/stability-view.ts';
import { stabilityDetail } from '../../shared/contracts/stability-result.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import { rankMoves } from '../../shared/domain/stability/what-moved.ts';
import { operation, type Operation } from './api/operation.ts';
import { acceptedForm } from './negotiate.ts';
import { nextPageHeader } from './next-page.ts';
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
export function stabilityOperations({ listStability, readStability, clock }: UseCases): readonly Operation[] {
  return [
    operation(listStabilityContract, async (call) => {
      const { figures, ...range } = toStabilityQuery(call.query, clock.now());
      const hasFigures = figures !== undefined;
      const page = await listStability(call.path.modelId, { ...range, withDetails: hasFigures });
      const items = page.items.map((item) => measurementView(toMeasurement(item), figures));
      if (acceptedForm(call) === 'json') return { jsonBody: { ...page, items } };
      const table = measurementsCsv(items, hasFigures);
      return csv(table, nextPageHeader(call.url, page.nextCursor));
    }),

    operation(readStabilityContract, async ({ path: { modelId, runId }, headers }) => {
      const found = await readStability(modelId, runId);
      if (found === undefined) return notFound('measurement', runId);
      const measurement = toMeasurement(found);
      const { detail } = measurement;
      if (acceptedForm({ headers }) === 'csv') {
        return csv(measurementsCsv([measurementView(measurement, EVERYTHING)], true));
      }
      const moved = detail === undefined ? [] : rankMoves(detail);
      return { jsonBody: { ...measurementView(measurement), ...detail, moved } };
    }),
  ];
}

function csv(body: string, next: Readonly<Record<string, string>> = {}): HttpResponseInit {
  return { headers: { 'content-type': 'text/csv; charset=utf-8; header=present', ...next }, body };
}

function toMeasurement({ record, detail }: StabilityWithDetail): Measurement {
  if (detail === undefined) return record;
  return { ...record, detail: stabilityDetail.parse(JSON.parse(detail)) };
}
