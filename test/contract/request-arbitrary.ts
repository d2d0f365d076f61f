import fc from 'fast-check';
import { arbitraryOfSchema } from '../support/json-schema/arbitrary-of-schema.ts';
import type { Sources } from '../support/json-schema/place.ts';
import { mutated } from '../support/json-schema/mutated.ts';
import type { DocumentedOperation } from './api-document.ts';
import type { ApiRequest } from './api-request.ts';

/** Stands for the version that a thing has when the request is sent. */
export const PRESENT_VERSION = '(the present version)';

interface Given extends Sources {
  /** What the parameters of the path name in the world. */
  readonly paths: Readonly<Record<string, string>>;
}

type Parameter = DocumentedOperation['parameters'][number];

/**
 * Requests to an operation: some as the document says, some with a fault, and half of them about things that the world
 * has.
 */
export function requestArbitrary(operation: DocumentedOperation, given: Given): fc.Arbitrary<ApiRequest> {
  const named = (place: Parameter['in']) =>
    operation.parameters.filter((parameter) => parameter.in === place);
  return fc
    .record({
      params: recordOf(named('path'), (parameter) => pathText(parameter, given)),
      query: fc.oneof(
        { arbitrary: recordOf(named('query'), (parameter) => queryText(parameter, given)), weight: 9 },
        { arbitrary: fc.constant({ unheardOf: '1' }), weight: 1 },
      ),
      headers: recordOf(named('header'), headerText),
      accept: fc.constantFrom('', '', 'application/json', 'text/csv', '*/*', 'application/x-ndjson', ';q=,'),
      sent: bodyOf(operation, given),
    })
    .map(({ accept, headers, sent: { body, contentType }, ...rest }) => ({
      ...rest,
      headers: {
        ...headers,
        ...(accept === '' ? {} : { accept }),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
    }));
}

/** All that have to be there, but for once in a while, and some of the others. */
function recordOf(
  parameters: readonly Parameter[],
  textOf: (parameter: Parameter) => fc.Arbitrary<string>,
): fc.Arbitrary<Readonly<Record<string, string>>> {
  const values = fc.tuple(...parameters.map((parameter) => textOf(parameter)));
  const left = fc.tuple(...parameters.map((parameter) => isLeftOut(parameter)));
  return fc
    .tuple(values, left)
    .map(([texts, isLeft]) =>
      Object.fromEntries(
        parameters.flatMap(({ name }, at) => (isLeft[at] === true ? [] : [[name, texts[at] ?? '']])),
      ),
    );
}

function isLeftOut({ in: place, required }: Parameter): fc.Arbitrary<boolean> {
  if (place === 'path') return fc.constant(false);
  // Few of a query at once: with each that is taken, the chance grows that one of them has a fault.
  const [least, of] = required ? [1, 16] : place === 'query' ? [3, 4] : [1, 2];
  return fc.integer({ min: 1, max: of }).map((chance) => chance <= least);
}

/** What parameters trip over. */
const STRANGE_TEXTS = [
  ...[
    '',
    ' ',
    '.',
    '..',
    '../../etc/passwd',
    'a/b',
    'a\\b',
    '%00',
    '\u0000',
    '*',
    "'",
    '"',
    '{}',
    '-1',
    '1e9',
  ],
  ...['constructor', '__proto__', 'toString', 'null', 'NaN', '😀', 'Zürich', '\ud800', 'x'.repeat(2_000)],
];

function pathText({ name, schema }: Parameter, given: Given): fc.Arbitrary<string> {
  const known = given.paths[name];
  return fc.oneof(
    ...(known === undefined ? [] : [{ arbitrary: fc.constant(known), weight: 12 }]),
    { arbitrary: arbitraryOfSchema(schema, given).map(String), weight: 4 },
    // The host takes no empty segment for a parameter.
    { arbitrary: fc.constantFrom(...STRANGE_TEXTS.filter((text) => text !== '')), weight: 2 },
  );
}

function queryText({ name, schema, example }: Parameter, given: Given): fc.Arbitrary<string> {
  const known = [...(given.known[name] ?? []), ...(example === undefined ? [] : [example])];
  return fc.oneof(
    ...(known.length === 0 ? [] : [{ arbitrary: fc.constantFrom(...known).map(String), weight: 6 }]),
    { arbitrary: arbitraryOfSchema(schema, given).map(String), weight: 6 },
    { arbitrary: fc.constantFrom(...STRANGE_TEXTS), weight: 1 },
  );
}

const HEADER_TEXTS: Readonly<Record<string, readonly string[]>> = {
  'If-Match': [
    ...Array<string>(6).fill(PRESENT_VERSION),
    '*',
    '"1"',
    'W/"1"',
    '',
    ',',
    'nonsense',
    '"a", "b"',
  ],
  'If-None-Match': ['*', '"1"', ''],
  'Idempotency-Key': ['k1', 'k2', '', 'x'.repeat(256), 'x'.repeat(257), '"', '/'],
  'Change-Reason': ['The warehouse is down.', '', 'x'.repeat(500), 'x'.repeat(501)],
};

function headerText({ name }: Parameter): fc.Arbitrary<string> {
  return fc.constantFrom(...(HEADER_TEXTS[name] ?? ['', '1', 'nonsense', 'x'.repeat(1_000)]));
}

interface Sent {
  readonly contentType: string;
  readonly body: string | undefined;
}

const NOTHING: Sent = { contentType: '', body: undefined };

function bodyOf({ requestBody }: DocumentedOperation, given: Given): fc.Arbitrary<Sent> {
  const all = Object.entries(requestBody?.content ?? {});
  if (all.length === 0) return fc.constant(NOTHING);
  // Lines have the schema of what the same rows are in one JSON text.
  const inJson = all.find(([contentType]) => !isLines(contentType))?.[1];
  const sent = all.map(([contentType, own]) => {
    const { schema = {}, example } = isLines(contentType) && inJson !== undefined ? inJson : own;
    const generated = arbitraryOfSchema(schema, given);
    const well = fc.oneof(generated, ...(example === undefined ? [] : [exampleLike(example, generated)]));
    return fc
      .oneof({ arbitrary: well, weight: 6 }, { arbitrary: well.chain((value) => mutated(value)), weight: 4 })
      .map((value) => ({ contentType, body: bodyText(value, contentType) }));
  });
  return fc.oneof(
    { arbitrary: fc.oneof(...sent), weight: 20 },
    { arbitrary: fc.constant(NOTHING), weight: 1 },
    { arbitrary: fc.constant({ contentType: 'text/plain', body: 'x' }), weight: 1 },
  );
}

/** The example, also with some of its fields as they were generated. */
function exampleLike(example: unknown, generated: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  if (typeof example !== 'object' || example === null || Array.isArray(example)) return fc.constant(example);
  const fields = Object.keys(example);
  return fc
    .tuple(generated, fc.subarray(fields, { maxLength: Math.min(2, fields.length) }))
    .map(([other, taken]) => {
      if (typeof other !== 'object' || other === null) return example;
      const changed = Object.entries(other).filter(
        ([name]) => taken.includes(name) || !fields.includes(name),
      );
      return taken.length === 0 ? example : { ...example, ...Object.fromEntries(changed) };
    });
}

/** A body as it is sent: JSON, or its rows line by line. */
export function bodyText(value: unknown, contentType: string, indent = 0): string {
  if (!isLines(contentType)) return JSON.stringify(value, undefined, indent);
  return rowsOf(value)
    .map((row) => JSON.stringify(row))
    .join('\n');
}

function isLines(contentType: string): boolean {
  return contentType.endsWith('ndjson');
}

/** The rows of a request: the only list in it. */
function rowsOf(value: unknown): readonly unknown[] {
  const fields = typeof value === 'object' && value !== null ? Object.values(value) : [];
  const lists: readonly unknown[][] = fields.filter((field) => Array.isArray(field));
  return lists[0] ?? [value];
}
