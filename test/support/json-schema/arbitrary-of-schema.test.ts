import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryOfSchema } from './arbitrary-of-schema.ts';
import type { Schema } from './place.ts';
import { mutated } from './mutated.ts';

const TREE = {
  type: 'object',
  properties: { name: { type: 'string' }, trees: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
  required: ['name', 'trees'],
  additionalProperties: false,
};

const definitions = new Map<string, Schema>([['#/$defs/Tree', TREE]]);

/** What is wrong with values by their schema. */
function faultsOf(schema: Schema, values: readonly unknown[]): readonly string[] {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const check = ajv.compile({ ...schema, $defs: { Tree: TREE } });
  return values.flatMap((value) =>
    check(value) ? [] : [`${ajv.errorsText(check.errors)}: ${JSON.stringify(value)}`],
  );
}

describe('arbitraryOfSchema', () => {
  test.each<[string, Schema]>([
    ['a constant', { const: 'x' }],
    ['one of several values', { enum: ['a', 1, null] }],
    ['whole numbers', { type: 'integer', minimum: 3, maximum: 5 }],
    ['whole numbers between excluded bounds', { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 3 }],
    ['multiples', { type: 'integer', multipleOf: 5, minimum: -7, maximum: 21 }],
    ['numbers', { type: 'number', exclusiveMinimum: 0, maximum: 1 }],
    ['texts of a length', { type: 'string', minLength: 3, maxLength: 5 }],
    ['texts of a pattern', { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,9}$', maxLength: 6 }],
    ['instants', { type: 'string', format: 'date-time', pattern: 'Z$' }],
    ['dates', { type: 'string', format: 'date' }],
    ['several types', { type: ['string', 'null'] }],
    ['lists', { type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 2 }],
    ['lists without repetition', { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true }],
    ['tuples', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'null' }], minItems: 2 }],
    [
      'records',
      {
        type: 'object',
        propertyNames: { pattern: '^[a-c]+$', type: 'string' },
        additionalProperties: { type: 'integer' },
      },
    ],
    ['alternatives', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [
      'objects of several parts',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
          { type: 'object', properties: { b: { type: 'integer' } }, required: ['b'] },
        ],
      },
    ],
    ['what refers to itself', { $ref: '#/$defs/Tree' }],
    ['a field that must not be there', { type: 'object', properties: { a: { not: {} } } }],
  ])('makes %s', (_what, schema) => {
    const values = fc.sample(arbitraryOfSchema(schema, { definitions, known: {} }), { numRuns: 50, seed: 1 });

    expect(faultsOf(schema, values)).toEqual([]);
  });

  test('takes known values for fields of a name, but not always', () => {
    const schema = { type: 'object', properties: { jobId: { type: 'string' } }, required: ['jobId'] };
    const made = arbitraryOfSchema(schema, { definitions, known: { jobId: ['churn-daily'] } });
    const texts = fc.sample(made, { numRuns: 100, seed: 1 }).map((value) => JSON.stringify(value));

    const known = texts.filter((text) => text === '{"jobId":"churn-daily"}').length;
    expect(known).toBeGreaterThan(50);
    expect(known).toBeLessThan(100);
  });
});

test('a mutated value is another one, more often than not against its schema', () => {
  const value = { name: 'oak', trees: [{ name: 'twig', trees: [] }] };
  const values = fc.sample(mutated(value), { numRuns: 200, seed: 1 });

  expect(faultsOf(TREE, values).length).toBeGreaterThan(100);
  expect(values.map((one) => JSON.stringify(one))).not.toContain(JSON.stringify(value));
});
