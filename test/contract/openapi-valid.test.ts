// Belongs at test/contract/openapi-valid.test.ts, once the dev dependency
// @seriousme/openapi-schema-validator 2.11.0 is installed (MIT; its own dependencies are ajv, ajv-draft-04,
// ajv-formats and yaml, of which only ajv-draft-04 is new).
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { createExampleWorld } from '../support/example-world.ts';
import { readDocument } from './api-document.ts';

test("the app's document is OpenAPI 3.1, by the schema of the specification", async () => {
  const { json } = await readDocument((await createExampleWorld()).app);
  const validator = new Validator();

  expect(await validator.validate({ ...json })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('the validator refuses a document with a fault', async () => {
  const { json } = await readDocument((await createExampleWorld()).app);

  expect((await new Validator().validate({ ...json, paths: { health: 1 } })).valid).toBe(false);
});
