import { z } from 'zod';
import { runId } from '../run.ts';
import { NO_BODY, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { stabilityQuery } from './stability-query.ts';
import { modelId } from './model-id.ts';
import { measurementDetailSchema, measurementViewSchema } from './stability-view.ts';

const tag = 'Stability';
const access = { role: 'reader', of: 'model' } as const;

/** A table beside JSON, where the caller's Accept asks for it. */
const contentTypes = ['application/json', 'text/csv'] as const;

export const listStabilityContract = operationContract({
  ...{ operationId: 'listStability', method: 'GET', path: '/models/{modelId}/stability', tag },
  summary: 'The measurements of a model over a range of slots, the latest first',
  description:
    'By default the 90 days before now. As CSV a row for each measurement, or for each of the figures asked for; the header `Link` has the next page.',
  access,
  params: z.object({ modelId }),
  query: stabilityQuery,
  body: NO_BODY,
  answers: {
    200: {
      description: 'A page of them.',
      schema: pageView(measurementViewSchema),
      contentTypes,
      headers: ['link'],
    },
  },
  problems: ['not-found'],
  example: { path: { modelId: 'churn' }, query: { characteristic: '*', limit: '2' }, status: 200 },
});

export const readStabilityContract = operationContract({
  ...{ operationId: 'readStability', method: 'GET', path: '/models/{modelId}/stability/{runId}', tag },
  summary: 'One measurement with the bins of every column, and what moved',
  access,
  params: z.object({ modelId, runId }),
  query: NO_QUERY,
  body: NO_BODY,
  answers: {
    200: { description: 'The measurement.', schema: measurementDetailSchema, contentTypes },
  },
  problems: ['not-found'],
  example: { path: { modelId: 'churn' }, status: 200 },
});
