import type { AnyOperationContract, BodyContract } from '../operation.ts';
import { ANSWER_HEADERS, answersOf, problemResponses } from './answers-of.ts';
import type { OpenApiDocument, OperationObject, PathItem } from './open-api.ts';
import { parametersOf } from './parameters-of.ts';
import { SchemaCollection } from './schema-collection.ts';

/** The version of the API: the package's. */
export const API_VERSION = '0.1.0';

const DESCRIPTION = [
  'Schedules jobs around models, runs each due slot once, and measures how stable the models are.',
  'JSON in camelCase; instants in ISO 8601, UTC. Unknown fields of a request are refused.',
  'What goes wrong is answered as application/problem+json (RFC 9457).',
].join(' ');

const MAX_BODY_BYTES = 256 * 1024;

/**
 * The OpenAPI document of operations, in their order.
 *
 * Throws when contracts contradict each other: two operations of one name or of one method and path, two schemas of
 * one id.
 */
export function openApiDocument(
  contracts: readonly AnyOperationContract[],
  { serverUrl = '/api' }: { readonly serverUrl?: string } = {},
): OpenApiDocument {
  const seen = new SchemaCollection();
  pathsOf(contracts, seen);
  const schemas = new SchemaCollection(seen);
  const paths = pathsOf(contracts, schemas);
  const responses = problemResponses(contracts, schemas);
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: 'Evenkeel', version: API_VERSION, description: DESCRIPTION },
    servers: [{ url: serverUrl }],
    tags: [...new Set(contracts.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas: schemas.components(),
      responses,
      headers: ANSWER_HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES = {
  bearer: {
    ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    description: 'An access token of Microsoft Entra ID for this API.',
  },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: "A machine's key." },
};

function pathsOf(
  contracts: readonly AnyOperationContract[],
  schemas: SchemaCollection,
): Readonly<Record<string, PathItem>> {
  const paths = new Map<string, Map<string, OperationObject>>();
  const names = new Set<string>();
  for (const contract of contracts) {
    const { operationId, path } = contract;
    const method = contract.method.toLowerCase();
    const item = paths.get(path) ?? new Map<string, OperationObject>();
    if (names.has(operationId)) throw new Error(`Two operations are called '${operationId}'.`);
    if (item.has(method)) throw new Error(`Two operations have ${contract.method} ${path}.`);
    names.add(operationId);
    paths.set(path, item.set(method, operationOf(contract, schemas)));
  }
  return Object.fromEntries([...paths].map(([path, item]) => [path, Object.fromEntries(item)]));
}

function operationOf(contract: AnyOperationContract, schemas: SchemaCollection): OperationObject {
  const { operationId, tag, summary, description, access, example } = contract;
  const parameters = parametersOf(contract, schemas);
  const requestBody = requestBodyOf(contract, schemas);
  return {
    ...{ operationId, tags: [tag], summary },
    ...(description === undefined ? {} : { description }),
    ...(access.role === 'anyone' && !access.asksWho ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: answersOf(contract, schemas),
    'x-evenkeel-access': access,
    ...(example === undefined ? {} : { 'x-evenkeel-example': { status: example.status } }),
  };
}

function requestBodyOf(
  { body, example }: AnyOperationContract,
  schemas: SchemaCollection,
): OperationObject['requestBody'] {
  if (body.kind === 'none') return undefined;
  const schema = schemas.schemaOf(body.documented ?? body.schema, 'input');
  const sent = example?.body;
  const types = body.contentTypes ?? ['application/json'];
  const content = Object.fromEntries(
    types.map((type) => [
      type,
      type.endsWith('ndjson') ? LINES : { schema, ...(sent === undefined ? {} : { example: sent }) },
    ]),
  );
  return {
    required: !(body.kind === 'json' && body.isOptional === true),
    description: `At most ${inWords(body)}.`,
    content,
  };
}

/** OpenAPI 3.1 has no schema for lines. */
const LINES = {
  schema: {
    type: 'string',
    description: 'The rows as they are in JSON, one a line, without anything around them.',
  },
};

function inWords(body: Exclude<BodyContract<unknown>, { readonly kind: 'none' }>): string {
  const kilobytes = (body.maxBytes ?? MAX_BODY_BYTES) / 1024;
  return kilobytes < 1024 ? `${kilobytes} KB` : `${kilobytes / 1024} MB`;
}
