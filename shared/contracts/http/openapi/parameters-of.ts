import { z } from 'zod';
import type { AnyOperationContract } from '../operation.ts';
import type { JsonSchema, ParameterObject } from './open-api.ts';
import type { SchemaCollection } from './schema-collection.ts';

const objectShape = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

/** What an operation takes beside its body: the parts of its path, its query and its headers. */
export function parametersOf(
  contract: AnyOperationContract,
  schemas: SchemaCollection,
): readonly ParameterObject[] {
  return [
    ...pathParameters(contract, schemas),
    ...queryParameters(contract, schemas),
    ...headerParameters(contract, schemas),
  ];
}

function pathParameters(
  { path, params, example, operationId }: AnyOperationContract,
  schemas: SchemaCollection,
): readonly ParameterObject[] {
  const { properties } = objectShape.parse(schemas.schemaOf(params, 'input'));
  return pathNames(path).map((name) => {
    const schema = properties[name];
    if (schema === undefined) throw new Error(`${operationId}: '{${name}}' of its path has no schema.`);
    return { name, in: 'path', required: true, ...described(schema), ...exampleOf(example?.path?.[name]) };
  });
}

/** The names of a path's parameters, in its order. */
function pathNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function queryParameters(
  { query, example }: AnyOperationContract,
  schemas: SchemaCollection,
): readonly ParameterObject[] {
  const { properties, required } = objectShape.parse(schemas.schemaOf(query, 'input'));
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name), ...described(schema) },
    ...exampleOf(example?.query?.[name]),
  }));
}

function headerParameters(
  contract: AnyOperationContract,
  schemas: SchemaCollection,
): readonly ParameterObject[] {
  const { ifMatch, idempotency, example } = contract;
  const given = new Headers(example?.headers);
  const headers: ParameterObject[] = [];
  if (ifMatch !== undefined) {
    headers.push({
      ...{ name: 'If-Match', in: 'header', required: ifMatch === 'required', schema: { type: 'string' } },
      description: 'The ETag of the version to change, in its quotes, several with commas, or `*` for any.',
    });
  }
  if (idempotency !== undefined) {
    headers.push({
      ...{ name: 'Idempotency-Key', in: 'header', required: false },
      schema: { type: 'string', minLength: 1, maxLength: 256 },
      description:
        idempotency === 'stored'
          ? 'The same request under the same key is done once, and has the same answer for 24 hours.'
          : 'The same request under the same key is done once.',
    });
  }
  if (takesReason(contract, schemas)) {
    headers.push({
      ...{ name: 'Change-Reason', in: 'header', required: false },
      schema: { type: 'string', maxLength: 500 },
      description: 'Why the change is made; kept with it.',
    });
  }
  for (const [name, description] of Object.entries(contract.headers ?? {})) {
    headers.push({ name, in: 'header', required: false, description, schema: { type: 'string' } });
  }
  return headers.map((header) => ({ ...header, ...exampleOf(given.get(header.name) ?? undefined) }));
}

/** Whatever changes something, and has no reason in its body. */
function takesReason({ access, method, body }: AnyOperationContract, schemas: SchemaCollection): boolean {
  if (method === 'GET' || access.role === 'reader' || access.role === 'anyone') return false;
  if (body.kind !== 'json') return true;
  const sent = schemas.schemaOf(body.documented ?? body.schema, 'input');
  return !('properties' in sent && 'reason' in z.record(z.string(), z.unknown()).parse(sent['properties']));
}

/** OpenAPI has a parameter's description beside its schema. */
function described({ description, ...schema }: JsonSchema): {
  readonly description?: string;
  readonly schema: JsonSchema;
} {
  return typeof description === 'string' ? { description, schema } : { schema };
}

function exampleOf(example: unknown): { readonly example?: unknown } {
  return example === undefined ? {} : { example };
}
