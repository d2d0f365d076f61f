import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { API_VERSION } from '../../shared/contracts/http/openapi/open-api-document.ts';
import { createExampleWorld, type ExampleWorld } from '../support/example-world.ts';
import { readDocument, type ApiDocument } from './api-document.ts';

let example: ExampleWorld;
let document: ApiDocument;

beforeAll(async () => {
  example = await createExampleWorld();
  document = await readDocument(example.app);
});

describe("the app's document", () => {
  test('has the version of the package', async () => {
    const file = await readFile(new URL('../../package.json', import.meta.url), 'utf8');

    expect(z.object({ version: z.string() }).parse(JSON.parse(file)).version).toBe(API_VERSION);
  });

  test('has schemas that compile, every one, as JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ ...document.json }, 'api');
    const pointers = schemaPointers(document.json);

    for (const pointer of pointers)
      expect(() => ajv.compile({ $ref: `api#${pointer}` }), pointer).not.toThrow();
    expect(pointers.length).toBeGreaterThan(document.operations.length);
  });

  test('lets answers have further fields, and what is sent none', () => {
    const { strict, open } = { strict: '"additionalProperties":false', open: document.answers };
    const answers = [
      ...document.operations.flatMap(({ responses }) => Object.values(responses)),
      ...open.values(),
    ];
    const bodies = document.operations.map(({ requestBody }) => JSON.stringify(requestBody ?? {}));

    expect(answers.filter((answer) => JSON.stringify(answer).includes(strict))).toEqual([]);
    expect(bodies.filter((body) => body.includes(strict)).length).toBeGreaterThan(10);
  });

  test('has every function that answers requests, under its route', () => {
    const documented = document.operations.map(({ operationId, method, path }) => [
      operationId,
      `${method} ${path}`,
    ]);
    const registered = [...example.app.https]
      .filter(([, { methods = [] }]) => !methods.includes('OPTIONS'))
      .map(([name, { methods = [], route = '' }]) => [
        name,
        `${methods.join()} /${route.replace(/^api\//, '')}`,
      ]);

    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(registered));
  });
});

/** Where schemas stand: wherever something is called so, and the shared ones. */
function schemaPointers(value: unknown, pointer = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    const here = `${pointer}/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
    const isSchema = name === 'schema' || pointer === '/components/schemas';
    return isSchema ? [here] : schemaPointers(field, here);
  });
}
