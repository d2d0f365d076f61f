import { z } from 'zod';
import type { Schema } from '../support/json-schema/place.ts';
import type { RecordingRegistry } from '../support/recording-registry.ts';
import { send } from './api-request.ts';

const schema = z.record(z.string(), z.unknown());

const content = z.record(
  z.string(),
  z.object({ schema: schema.optional(), example: z.unknown().optional() }),
);

const answer = z.object({
  $ref: z.string().optional(),
  description: z.string().default(''),
  headers: z.record(z.string(), z.unknown()).default({}),
  content: content.optional(),
});

const operationShape = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        description: z.string().optional(),
        schema,
        example: z.unknown().optional(),
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean(), description: z.string(), content }).optional(),
  responses: z.record(z.string(), answer),
  security: z.array(z.unknown()).exactOptional(),
  'x-evenkeel-access': z.object({
    role: z.string(),
    of: z.string().optional(),
    mayBeNew: z.literal(true).optional(),
  }),
  'x-evenkeel-example': z.object({ status: z.int() }).optional(),
});

const documentShape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.object({ schemas: z.record(z.string(), schema), responses: z.record(z.string(), answer) }),
});

/** An operation as the document tells it. */
export interface DocumentedOperation extends z.output<typeof operationShape> {
  readonly method: string;
  readonly path: string;
}

export type DocumentedAnswer = z.output<typeof answer>;

export interface ApiDocument {
  /** As it came. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly operations: readonly DocumentedOperation[];
  /** Answers that operations share, by the whole reference. */
  readonly answers: ReadonlyMap<string, DocumentedAnswer>;
  /** The schemas that `$ref` names, by the whole reference. */
  readonly definitions: ReadonlyMap<string, Schema>;
}

/** The document that the app gives of itself. */
export async function readDocument(app: RecordingRegistry): Promise<ApiDocument> {
  const { text } = await send(app, 'readOpenApi', { params: {}, query: {}, headers: {} });
  return parseDocument(text);
}

/** Reads the text of a document. */
export function parseDocument(text: string): ApiDocument {
  const json = schema.parse(JSON.parse(text));
  const { paths, components } = documentShape.parse(json);
  return {
    json,
    operations: Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        ...operation,
        method: method.toUpperCase(),
        path,
      })),
    ),
    answers: new Map(
      Object.entries(components.responses).map(([name, one]) => [`#/components/responses/${name}`, one]),
    ),
    definitions: new Map(
      Object.entries(components.schemas).map(([name, one]) => [`#/components/schemas/${name}`, one]),
    ),
  };
}

/** What reads the thing that an operation changes: at its own path, or at the one above. */
export function readerOf(
  { operations }: ApiDocument,
  { path }: DocumentedOperation,
): DocumentedOperation | undefined {
  const above = path.replace(/\/[a-z-]+$/, '');
  return [path, above]
    .map((one) => operations.find((other) => other.method === 'GET' && other.path === one))
    .find((found) => found !== undefined);
}

const problemSchema = z.object({
  properties: z.object({ type: z.object({ enum: z.array(z.string()) }) }),
});

/** The last parts of the types of the problems that an answer may be. */
export function problemsIn(answered: NonNullable<DocumentedAnswer['content']>): readonly string[] {
  const { schema: given } = answered['application/problem+json'] ?? {};
  const parsed = problemSchema.safeParse(given);
  return parsed.success ? parsed.data.properties.type.enum.map((urn) => urn.split(':').at(-1) ?? '') : [];
}

/** Whether an operation changes something; what readers may call does not. */
export function isChanging({ 'x-evenkeel-access': { role } }: DocumentedOperation): boolean {
  return role === 'operator' || role === 'admin';
}
