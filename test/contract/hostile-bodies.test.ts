import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createExampleWorld } from '../support/example-world.ts';
import { createAnswerCheck } from './answer-checks.ts';
import { readDocument, type ApiDocument, type DocumentedOperation } from './api-document.ts';
import type { ApiAnswer } from './api-request.ts';
import { drivenExample, pathsIn, sendIn, type DrivenWorld } from './driven-world.ts';
import { PRESENT_VERSION } from './request-arbitrary.ts';

let world: DrivenWorld;
let document: ApiDocument;
/** Those that take JSON. */
let operations: readonly DocumentedOperation[];

beforeAll(async () => {
  const example = await createExampleWorld();
  world = drivenExample(example);
  document = await readDocument(example.app);
  operations = document.operations.filter(({ requestBody }) => requestBody !== undefined);
});

/** The answers of all operations to a body, after a check that each is as documented. */
async function answersTo(
  bodyFor: (operation: DocumentedOperation) => string | Uint8Array | undefined,
  contentType?: string,
): Promise<readonly (readonly [string, ApiAnswer])[]> {
  const check = createAnswerCheck(document);
  const answers: (readonly [string, ApiAnswer])[] = [];
  for (const operation of operations) {
    const body = bodyFor(operation);
    if (body === undefined) continue;
    const type = contentType ?? Object.keys(operation.requestBody?.content ?? {})[0] ?? '';
    const needsVersion = operation.parameters.some(({ name }) => name === 'If-Match');
    const headers = { 'content-type': type, ...(needsVersion ? { 'if-match': PRESENT_VERSION } : {}) };
    const request = { params: pathsIn(world, operation), query: {}, headers, body };
    const { answer } = await sendIn(world, { document, operation }, request);
    expect(check(operation, answer), operation.operationId).toEqual([]);
    answers.push([operation.operationId, answer]);
  }
  return answers;
}

function statusesOf(answers: readonly (readonly [string, ApiAnswer])[]): readonly number[] {
  return [...new Set(answers.map(([, { status }]) => status))];
}

/** A service may say whatever it likes besides what is asked of it. */
const OPEN: ReadonlySet<string> = new Set(['receiveWebhookCallback']);

const LONGEST = 256 * 1024;

describe('a body', () => {
  test.each<[string, string | Uint8Array]>([
    ['that is empty', ' '],
    ['that ends too early', '{"a":'],
    ['with something behind it', '{} {}'],
    ['that is a list', '[]'],
    ['that is a number', '1'],
    ['that is null', 'null'],
    ['that is no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['with a number beyond all bounds', '{"limit":1e400,"jobId":-1e400,"generation":1e400}'],
    ['with 100,000 lists in each other', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['with 40,000 objects in each other', '{"a":'.repeat(40_000) + '1' + '}'.repeat(40_000)],
    [
      'with only a prototype',
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ],
  ])('%s is refused', async (_what, body) => {
    const answers = await answersTo(() => body);
    expect(statusesOf(answers.filter(([name]) => !OPEN.has(name)))).toEqual([400]);

    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('with a prototype beside its fields is refused for it, and pollutes nothing', async () => {
    const answers = await answersTo((operation) => {
      const example = exampleBody(operation);
      return example === undefined ? undefined : example.replace('{', '{"__proto__":{"polluted":true},');
    });

    expect(statusesOf(answers.filter(([name]) => name !== 'graphql' && !OPEN.has(name)))).toEqual([400]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('with a field that comes twice is taken as its last one says', async () => {
    const answers = await answersTo((operation) => {
      const example = exampleBody(operation);
      const [first] = Object.keys(operation.requestBody?.content ?? {});
      const name = /"(\w+)":/.exec(example ?? '')?.[1];
      return example === undefined || name === undefined || first === undefined
        ? undefined
        : example.replace('{', `{"${name}":{"never":"taken"},`);
    });

    expect(answers.length).toBeGreaterThan(0);
    expect(statusesOf(answers).every((status) => status < 400 || status === 409 || status === 412)).toBe(
      true,
    );
  });

  test('with half a character in every text is answered as documented', async () => {
    const answers = await answersTo((operation) =>
      exampleBody(operation)?.replaceAll(/: "([^"]*)"/g, (_all, text: string) => `: "${text}\\ud800"`),
    );

    expect(answers.length).toBeGreaterThan(0);
  });

  test('with lists and objects very deep in one of its fields is answered as documented', async () => {
    const deep = '[{"a":'.repeat(20_000) + '1' + '}]'.repeat(20_000);
    const most = Math.max(...operations.map((operation) => fieldsOf(operation).length));

    for (let at = 0; at < most; at += 1) {
      await answersTo((operation) => {
        const name = fieldsOf(operation)[at];
        if (name === undefined) return undefined;
        const { [name]: _replaced, ...rest } = exampleFields(operation);
        return JSON.stringify({ ...rest, [name]: '(deep)' }).replace('"(deep)"', `{"deep":${deep}}`);
      });
    }

    expect(most).toBeGreaterThan(3);
  });

  test('of 256 KB is read, and one of a byte more is not', async () => {
    const ordinary = ({ requestBody }: DocumentedOperation) =>
      requestBody?.description.includes('256 KB') === true;
    const read = await answersTo((operation) => (ordinary(operation) ? '{}'.padEnd(LONGEST) : undefined));
    const refused = await answersTo((operation) =>
      ordinary(operation) ? '{}'.padEnd(LONGEST + 1) : undefined,
    );

    expect(read.length).toBeGreaterThan(0);
    expect(statusesOf(read)).not.toContain(413);
    expect(statusesOf(refused)).toEqual([413]);
  });

  test('of another type is refused', async () => {
    expect(statusesOf(await answersTo(() => '{}', 'text/plain'))).toEqual([415]);
  });
});

function exampleBody({ requestBody }: DocumentedOperation): string | undefined {
  const example = Object.values(requestBody?.content ?? {})[0]?.example;
  return example === undefined ? undefined : JSON.stringify(example, undefined, 1);
}

const fields = z.record(z.string(), z.unknown());

function exampleFields({ requestBody }: DocumentedOperation): Readonly<Record<string, unknown>> {
  return fields.catch({}).parse(Object.values(requestBody?.content ?? {})[0]?.example);
}

/** The fields that the body may have at its top, as far as the document or the example tells. */
function fieldsOf(operation: DocumentedOperation): readonly string[] {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema ?? {};
  const properties = fields.catch({}).parse(schema['properties']);
  return [...new Set([...Object.keys(properties), ...Object.keys(exampleFields(operation))])];
}
