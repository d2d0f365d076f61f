import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from '../../../../shared/contracts/http/openapi/open-api-document.ts';
import {
  jsonBody,
  NO_BODY,
  NO_PARAMS,
  NO_QUERY,
  streamBody,
  type AnyOperationContract,
} from '../../../../shared/contracts/http/operation.ts';

const PLAIN: AnyOperationContract = {
  ...{ operationId: 'listThings', method: 'GET', path: '/things', tag: 'Things', summary: 'The things' },
  access: { role: 'reader', of: 'any' },
  ...{ params: NO_PARAMS, query: NO_QUERY, body: NO_BODY },
  answers: { 200: { description: 'All.', schema: z.object({ items: z.array(z.string()) }) } },
};

function documented(change: Partial<AnyOperationContract>) {
  const contract = { ...PLAIN, ...change };
  const document = openApiDocument([contract]);
  const operation = document.paths[contract.path]?.[contract.method.toLowerCase()];
  if (operation === undefined) throw new Error('It is not in the document.');
  return { document, operation };
}

function parameterNames(change: Partial<AnyOperationContract>): readonly string[] {
  return (documented(change).operation.parameters ?? []).map((one) => `${one.in} ${one.name}`);
}

function statusesOf(change: Partial<AnyOperationContract>): readonly string[] {
  return Object.keys(documented(change).operation.responses);
}

describe('the schemas of a document', () => {
  const thing = z.object({ name: z.string(), size: z.int().default(1) }).meta({ id: 'Thing' });

  test('stand once when they have an id', () => {
    const { document, operation } = documented({
      answers: { 200: { description: 'It.', schema: z.object({ a: thing, b: z.array(thing).readonly() }) } },
    });

    expect(document.components.schemas).toMatchObject({ Thing: { required: ['name', 'size'] } });
    expect(operation.responses['200']).toMatchObject({
      content: {
        'application/json': {
          schema: {
            properties: {
              a: { $ref: '#/components/schemas/Thing' },
              b: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
            },
          },
        },
      },
    });
  });

  test('have another name where they are sent otherwise than they are answered, also in what refers to them', () => {
    const holder = z.object({ thing }).meta({ id: 'Holder' });
    const { document, operation } = documented({
      ...{ method: 'POST', body: jsonBody<unknown>(holder) },
      answers: { 200: { description: 'It.', schema: holder } },
    });

    expect(document.components.schemas).toMatchObject({
      Thing: { required: ['name', 'size'] },
      ThingInput: { required: ['name'] },
      Holder: { properties: { thing: { $ref: '#/components/schemas/Thing' } } },
      HolderInput: { properties: { thing: { $ref: '#/components/schemas/ThingInput' } } },
    });
    expect(operation.requestBody?.content['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/HolderInput',
    });
  });

  test('have one name where both are the same', () => {
    const name = z.object({ name: z.string() }).meta({ id: 'Name' });
    const sent = z.object({ name: z.string() }).meta({ id: 'Sent' });
    const { document } = documented({
      ...{ method: 'POST', body: jsonBody<unknown>(sent) },
      answers: { 200: { description: 'It.', schema: z.object({ name, sent }) } },
    });

    expect(Object.keys(document.components.schemas)).toEqual(['Name', 'Problem', 'Sent']);
  });

  test('may not share an id', () => {
    const schema = z.object({ b: z.string() }).meta({ id: 'Same' });
    const answers = { 200: { description: 'It.', schema } };
    const other = z.object({ a: z.string() }).meta({ id: 'Same' });
    const second = {
      ...PLAIN,
      operationId: 'x',
      path: '/x',
      answers: { 200: { description: '', schema: other } },
    } as const;

    expect(() => openApiDocument([{ ...PLAIN, answers }, second])).toThrow("Two schemas have the id 'Same'.");
  });

  test('that refer to themselves need an id', () => {
    interface Tree {
      readonly trees: readonly Tree[];
    }
    const tree: z.ZodType<Tree> = z.object({
      get trees() {
        return z.array(tree);
      },
    });

    expect(() => documented({ answers: { 200: { description: 'It.', schema: tree } } })).toThrow(
      'needs an id',
    );
  });

  test('say of an instant no more than its format and that it is UTC', () => {
    const { operation } = documented({
      answers: { 200: { description: 'It.', schema: z.object({ at: z.iso.datetime() }) } },
    });

    expect(operation.responses['200']).toMatchObject({
      content: {
        'application/json': { schema: { properties: { at: { format: 'date-time', pattern: 'Z$' } } } },
      },
    });
  });
});

describe('the parameters of an operation', () => {
  test('are those of its path in their order, and of its query', () => {
    const change = {
      path: '/things/{b}/{a}',
      params: z.object({ a: z.string(), b: z.string() }),
      query: z.strictObject({ limit: z.coerce.number().int().min(1).default(50).describe('How many.') }),
    } as const;

    expect(parameterNames(change)).toEqual(['path b', 'path a', 'query limit']);
    expect(documented(change).operation.parameters?.[2]).toEqual({
      ...{ name: 'limit', in: 'query', required: false, description: 'How many.' },
      schema: { type: 'integer', minimum: 1, default: 50 },
    });
  });

  test('have to be there for each name of the path', () => {
    expect(() => documented({ path: '/things/{id}' })).toThrow("'{id}' of its path has no schema");
  });

  test('are the headers that the operation looks at', () => {
    const changing = { method: 'POST', access: { role: 'operator', of: 'all' } } as const;

    expect(parameterNames({ ...changing, ifMatch: 'required', idempotency: 'stored' })).toEqual([
      'header If-Match',
      'header Idempotency-Key',
      'header Change-Reason',
    ]);
    expect(
      parameterNames({ ...changing, body: jsonBody<unknown>(z.strictObject({ reason: z.string() })) }),
    ).toEqual([]);
    expect(parameterNames({})).toEqual([]);
  });
});

describe('the answers of an operation', () => {
  test('have the problems that its access and path make', () => {
    expect(statusesOf({})).toEqual(['200', '400', '401', '403', '429', '500', '503']);
    expect(statusesOf({ access: { role: 'anyone' } })).toEqual(['200', '400', '429', '500', '503']);
    expect(statusesOf({ path: '/{id}', params: z.object({ id: z.string() }) })).toContain('404');
    expect(statusesOf({ access: { role: 'reader', of: 'job' } })).toContain('404');
  });

  test('have the problems that its body and headers make', () => {
    const body = jsonBody<unknown>(z.strictObject({}));

    expect(statusesOf({ method: 'POST', body })).toEqual(expect.arrayContaining(['413', '415']));
    expect(statusesOf({ ifMatch: 'optional' })).toContain('412');
    expect(statusesOf({ ifMatch: 'optional' })).not.toContain('428');
    expect(statusesOf({ ifMatch: 'required' })).toEqual(expect.arrayContaining(['412', '428']));
    expect(statusesOf({ idempotency: 'stored' })).toEqual(expect.arrayContaining(['409', '422']));
  });

  test('have the problems that it names, several of one status together', () => {
    const { document, operation } = documented({ problems: ['in-use', 'conflict'] });

    expect(operation.responses['409']).toEqual({ $ref: '#/components/responses/ConflictOrInUse' });
    expect(
      document.components.responses['ConflictOrInUse']?.content?.['application/problem+json'],
    ).toMatchObject({
      schema: {
        properties: { type: { enum: ['urn:evenkeel:problem:conflict', 'urn:evenkeel:problem:in-use'] } },
      },
    });
  });

  test('may be texts, or have no body', () => {
    const schema = z.object({ a: z.string() });
    const { operation } = documented({
      answers: {
        200: {
          description: 'It.',
          schema,
          contentTypes: ['application/json', 'text/csv'],
          headers: ['etag'],
        },
        204: { description: 'Gone.' },
      },
    });

    expect(operation.responses['200']).toMatchObject({
      headers: { ETag: { $ref: '#/components/headers/ETag' } },
      content: {
        'text/csv': { schema: { type: 'string' } },
        'application/json': { schema: { type: 'object' } },
      },
    });
    expect(operation.responses['204']).toEqual({ description: 'Gone.' });
  });
});

describe('the document', () => {
  test('asks for no credentials where anyone may call', () => {
    expect(documented({ access: { role: 'anyone' } }).operation.security).toEqual([]);
    const asking = documented({ access: { role: 'anyone', asksWho: true } }).operation;
    expect(asking.security).toBeUndefined();
    expect(asking.responses).toHaveProperty('401');
    expect(documented({}).operation.security).toBeUndefined();
    expect(documented({}).document.security).toEqual([{ bearer: [] }, { apiKey: [] }]);
  });

  test('tells the longest body, its types and its example', () => {
    const documentedBody = z.object({ rows: z.array(z.string()) });
    const { operation } = documented({
      method: 'POST',
      body: streamBody({
        ...{ documented: documentedBody, maxBytes: 8 * 1024 ** 2 },
        contentTypes: ['application/json', 'application/x-ndjson'],
      }),
      example: { body: { rows: [] }, status: 200 },
    });

    expect(operation.requestBody).toMatchObject({
      ...{ required: true, description: 'At most 8 MB.' },
      content: { 'application/json': { example: { rows: [] } }, 'application/x-ndjson': { schema: {} } },
    });
    expect(operation['x-evenkeel-example']).toEqual({ status: 200 });
  });

  test.each<[string, Partial<AnyOperationContract>, string]>([
    ['name', { path: '/others' }, "Two operations are called 'listThings'."],
    ['method and path', { operationId: 'listOthers' }, 'Two operations have GET /things.'],
  ])('may not have two operations of one %s', (_what, change, message) => {
    expect(() => openApiDocument([PLAIN, { ...PLAIN, ...change }])).toThrow(message);
  });

  test('names the server that it is told', () => {
    expect(openApiDocument([PLAIN]).servers).toEqual([{ url: '/api' }]);
    expect(openApiDocument([PLAIN], { serverUrl: 'https://x/api' }).servers).toEqual([
      { url: 'https://x/api' },
    ]);
  });
});
