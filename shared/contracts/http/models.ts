import { z } from 'zod';
import type { Model, ModelDefinition } from '../../domain/model/model.ts';
import { instantView } from './instant-view.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { newId } from '../new-id.ts';
import { modelId } from './model-id.ts';
import { measurementView, measurementViewSchema, type Measurement } from './stability-view.ts';
import { STABILITY_BANDS } from './stability-words.ts';

const text = (max: number) =>
  z.string().min(1, 'must not be empty').max(max, `must be at most ${max} characters`);

const TAG = /^[A-Za-z0-9][A-Za-z0-9._:/=-]{0,63}$/;

/** The body of `PUT /api/models/{modelId}`: the whole definition; an id in it must be the path's. */
const saveModelRequest = z.strictObject({
  modelId: modelId.exactOptional(),
  valueStream: text(128).describe('A model stays in its value stream.'),
  description: text(500).exactOptional(),
  tags: z
    .array(z.string().regex(TAG, 'must be 1 to 64 letters, digits, ".", "_", ":", "/", "=" or "-"'))
    .max(20, 'must be at most 20 tags')
    .exactOptional(),
  owner: text(128).exactOptional().describe('Whom to ask about it.'),
});

export type SaveModelRequestBody = z.input<typeof saveModelRequest>;

/** The definition in the domain's form: its tags sorted, each once. */
export function toModelDefinition(
  id: string,
  { valueStream, description, tags = [], owner }: z.output<typeof saveModelRequest>,
): ModelDefinition {
  return {
    ...{ modelId: id, valueStream },
    ...(description === undefined ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags: [...new Set(tags)].sort() }),
    ...(owner === undefined ? {} : { owner }),
  };
}

const registration = {
  valueStream: z.string(),
  description: z.string().exactOptional(),
  tags: z.array(z.string()).readonly().exactOptional(),
  owner: z.string().exactOptional(),
  generation: z.int().min(1).describe('Counts the definitions that it has had.'),
  createdAt: instantView,
  updatedAt: instantView,
};

/** A model as it is registered. */
const registeredModelSchema = z
  .object({ modelId: z.string(), ...registration })
  .meta({ id: 'RegisteredModel' });

export type RegisteredModelView = z.output<typeof registeredModelSchema>;

const recentMeasurement = z.object({
  runId: z.string(),
  dueAt: instantView,
  psi: z.number().nullable(),
  band: z.enum(STABILITY_BANDS).nullable(),
  alarm: z.boolean(),
});

const modelViewSchema = z
  .object({
    modelId: z.string(),
    ...z.object(registration).partial().shape,
    baselineCount: z.int().min(0),
    latest: measurementViewSchema
      .exactOptional()
      .describe('Its measurement of the latest slot; absent before there is one.'),
    recent: z
      .array(recentMeasurement)
      .readonly()
      .exactOptional()
      .describe('In a list that asks for them: its last measurements, the earliest slot first.'),
  })
  .meta({
    id: 'Model',
    description:
      'Without a value stream it has baselines from before models were registered, and belongs to the next job that names it.',
  });

export type ModelView = z.output<typeof modelViewSchema>;

/** What callers read of a model as it is registered. */
export function registeredModelView({ createdAt, updatedAt, ...rest }: Model): RegisteredModelView {
  return {
    ...rest,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

/** What callers read of a model. */
export function modelView({
  modelId: id,
  baselineCount,
  model,
  latest,
  recent,
}: {
  readonly modelId: string;
  readonly baselineCount: number;
  readonly model?: Model;
  readonly latest?: Measurement;
  /** The earliest slot first. */
  readonly recent?: readonly Measurement[];
}): ModelView {
  return {
    modelId: id,
    ...(model === undefined ? {} : registeredModelView(model)),
    baselineCount,
    ...(latest === undefined ? {} : { latest: measurementView(latest) }),
    ...(recent === undefined ? {} : { recent: recent.map(recentView) }),
  };
}

function recentView({
  runId,
  dueAt,
  result: { psi, band, alarm = false },
}: Measurement): z.output<typeof recentMeasurement> {
  return { runId, dueAt: new Date(dueAt).toISOString(), psi, band, alarm };
}

const tag = 'Models';
const ONE = '/models/{modelId}';
const params = z.object({ modelId });
/** Of a model that may not be there yet. */
const newParams = z.object({ modelId: newId(modelId) });

export const listModelsContract = operationContract({
  ...{ operationId: 'listModels', method: 'GET', path: '/models', tag },
  summary: 'The models that are registered or have a baseline, each with its latest measurement',
  description:
    'Narrowed by `band` or `alarm`, or with the highest PSI first, it has the models that have been measured since this is kept of them, by the measurement of their latest slot. A page may then be shorter than asked for while there are more. A cursor is good for the filter and the order that gave it.',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({
    valueStream: z.string().exactOptional(),
    text: z
      .string()
      .min(1, 'must not be empty')
      .exactOptional()
      .describe("A part of the model's id, description or owner, whatever its case."),
    band: z
      .enum(STABILITY_BANDS, `must be one of ${STABILITY_BANDS.join(', ')}`)
      .exactOptional()
      .describe('Of the score in the latest measurement.'),
    alarm: z
      .enum(['true', 'false'], 'must be "true" or "false"')
      .transform((text) => text === 'true')
      .exactOptional()
      .describe('Whether the latest measurement has an alarm.'),
    recent: z.coerce
      .number('must be a number')
      .int('must be a whole number')
      .min(0, 'must be at least 0')
      .max(60, 'must be at most 60')
      .default(0)
      .describe('How many of the last measurements each model comes with.'),
    sort: z
      .enum(['modelId', '-psi'], 'must be "modelId" or "-psi"')
      .default('modelId')
      .describe('`-psi`: the highest PSI of the latest measurement first, models without one last.'),
    ...paging,
  }),
  body: NO_BODY,
  answers: {
    200: { description: 'A page of them.', schema: pageView(modelViewSchema) },
  },
  example: { query: { recent: '2', limit: '2' }, status: 200 },
});

export const readModelContract = operationContract({
  ...{ operationId: 'readModel', method: 'GET', path: ONE, tag },
  summary: 'One model with its latest measurement',
  access: { role: 'reader', of: 'model' },
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: {
    200: {
      description: 'The model; without an ETag it has only baselines, and is not registered.',
      schema: modelViewSchema,
      headers: ['etag'],
    },
  },
  problems: ['not-found'],
  example: { path: { modelId: 'churn' }, status: 200 },
});

export const saveModelContract = operationContract({
  ...{ operationId: 'saveModel', method: 'PUT', path: ONE, tag },
  summary: 'Registers a model in a value stream, or defines it anew',
  description:
    'The same definition again is no change, whatever If-Match says; to replace another one, send the ETag that you have read. A job that names a model which nobody has registers it in its own value stream.',
  access: { role: 'operator', of: 'model', mayBeNew: true },
  params: newParams,
  query: NO_QUERY,
  body: jsonBody(saveModelRequest, { streamsOf: ({ valueStream }) => [valueStream] }),
  ifMatch: 'optional',
  answers: {
    200: {
      description: 'Replaced, or defined so already.',
      schema: registeredModelSchema,
      headers: ['etag'],
    },
    201: { description: 'Registered.', schema: registeredModelSchema, headers: ['etag', 'location'] },
  },
  problems: ['precondition-required', 'precondition-failed'],
  example: {
    path: { modelId: 'fraud' },
    body: {
      valueStream: 'retention',
      description: 'Scores card payments.',
      tags: ['team:payments'],
      owner: 'ada@example.com',
    },
    status: 201,
  },
});

export const deleteModelContract = operationContract({
  ...{ operationId: 'deleteModel', method: 'DELETE', path: ONE, tag },
  summary: 'Deletes a model that has no baseline',
  description:
    'A model with a baseline stays, and with it to whom it belongs: its measurements mean something by it.',
  access: { role: 'operator', of: 'model' },
  params,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It is gone.' } },
  problems: ['not-found', 'in-use', 'precondition-failed'],
  example: { path: { modelId: 'retired' }, status: 204 },
});
