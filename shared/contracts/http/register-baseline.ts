import { z } from 'zod';
import { baselineOptionsRequest, toBaselineOptions } from './baseline-options.ts';
import { baselineDetailViewSchema, baselineViewSchema } from './baseline-view.ts';
import { columnName } from './column-name.ts';
import { baselineSourceRequest } from './data-source.ts';
import { jsonBody, NO_BODY, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { baselineId, modelId } from './model-id.ts';

/** The body of `POST /api/models/{modelId}/baselines`. */
const registerBaselineRequest = z
  .strictObject({
    source: baselineSourceRequest,
    columns: z.array(columnName).min(1, 'must name at least one column').max(5000).exactOptional(),
    timeColumn: columnName.exactOptional(),
    bins: baselineOptionsRequest.prefault({}),
  })
  .transform(({ source, columns, timeColumn, bins }) => ({
    source,
    options: {
      ...toBaselineOptions(bins),
      ...(columns === undefined ? {} : { columns }),
      ...(timeColumn === undefined ? {} : { timeColumn }),
    },
  }));

export type RegisterBaselineRequestBody = z.input<typeof registerBaselineRequest>;

const tag = 'Baselines';
const LIST = '/models/{modelId}/baselines';
const params = z.object({ modelId });

export const registerBaselineContract = operationContract({
  ...{ operationId: 'registerBaseline', method: 'POST', path: LIST, tag },
  summary: 'Freezes the bins of a model’s baseline',
  description:
    'Reads the file now, once. The same data and options give the same baseline, however often it is asked for. A model that belongs to no value stream yet has to be registered first by whoever has no role in all of them.',
  access: { role: 'operator', of: 'model' },
  params,
  query: NO_QUERY,
  body: jsonBody(registerBaselineRequest),
  idempotency: 'stored',
  answers: {
    200: {
      description: 'It was there already.',
      schema: baselineDetailViewSchema,
      headers: ['location'],
    },
    201: { description: 'It is frozen.', schema: baselineDetailViewSchema, headers: ['location'] },
  },
  problems: ['not-found'],
  example: {
    path: { modelId: 'churn' },
    body: { source: 'baselines/churn.csv', columns: ['score'] },
    status: 201,
  },
});

export const listBaselinesContract = operationContract({
  ...{ operationId: 'listBaselines', method: 'GET', path: LIST, tag },
  summary: 'The baselines of a model, the newest first',
  access: { role: 'reader', of: 'model' },
  params,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(baselineViewSchema) } },
  problems: ['not-found'],
  example: { path: { modelId: 'churn' }, status: 200 },
});

export const readBaselineContract = operationContract({
  ...{ operationId: 'readBaseline', method: 'GET', path: `${LIST}/{baselineId}`, tag },
  summary: 'One baseline with its bins and counts',
  access: { role: 'reader', of: 'model' },
  // Other documents of a model are beside its baselines in the store: nothing else may be asked for as one.
  params: params.extend({ baselineId }),
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The baseline.', schema: baselineDetailViewSchema } },
  problems: ['not-found'],
  example: { status: 200 },
});
