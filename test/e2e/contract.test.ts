import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { createAnswerCheck, type AnswerCheck } from '../contract/answer-checks.ts';
import type { DocumentedOperation } from '../contract/api-document.ts';
import type { ApiAnswer, ApiRequest } from '../contract/api-request.ts';
import { filled } from '../contract/call-over-http.ts';
import { driveOperation } from '../contract/drive-operations.ts';
import { pathsIn, sendIn } from '../contract/driven-world.ts';
import { contentTypesOf, exampleOf } from '../contract/perform-example.ts';
import { present } from '../support/present.ts';
import { storageAccount } from '../support/storage-account.ts';
import { instantsAhead, makeStackWorld, type StackWorld } from './contract-world.ts';

/** For each operation; `STACK_REQUESTS=200 npx vitest run test/e2e/contract` sends more. */
const REQUESTS = Number(process.env['STACK_REQUESTS'] ?? 4);
const SEED = Number(process.env['STACK_SEED'] ?? 1);

const METHODS = ['PATCH', 'DELETE', 'PUT', 'POST', 'GET'];

/** Of an agent that has just registered: there is more than it knows, and it is told at once. */
const OTHERWISE_HERE: Readonly<Record<string, number>> = { readEdgeDesired: 200 };

describe("the local stack's API", () => {
  let stack: Stack;
  let world: StackWorld;
  let operations: readonly DocumentedOperation[];
  let check: AnswerCheck;

  beforeAll(async () => {
    const errors: string[] = [];
    const settings = { RATE_LIMIT__requestsPerMinute: '1000000' };
    stack = await startStack({
      ...{ storage: await storageAccount(), settings },
      log: ({ level, message }) => {
        if (level.toLowerCase() === 'error') errors.push(message);
      },
    });
    world = await makeStackWorld(stack);
    check = answerCheckOver(createAnswerCheck(world.document), errors);
    // First what only reads, and what deletes last: the others then find what they are about.
    const order = ({ method, operationId }: DocumentedOperation) =>
      method === 'DELETE' ? 3 : method === 'GET' ? 0 : operationId.startsWith('cancel') ? 2 : 1;
    operations = world.document.operations.toSorted((one, other) => order(one) - order(other));
  });

  afterAll(async () => {
    await stack.stop();
    await world.reportServer.stop();
  });

  test('answers the example of every operation as its document says', async () => {
    const wrong: string[] = [];
    for (const operation of operations) {
      const types = contentTypesOf(operation);
      for (const contentType of types.length === 0 ? [undefined] : types) {
        const example = withInstantsAhead(operation, exampleOf(operation, world, contentType));
        const { answer } = await sendIn(world, { document: world.document, operation }, example);
        const { operationId } = operation;
        const status = OTHERWISE_HERE[operationId] ?? operation['x-evenkeel-example']?.status;
        const faults = [
          ...check(operation, answer),
          ...(answer.status === status ? [] : [`${answer.status} in place of ${status}: ${answer.text}`]),
        ];
        wrong.push(...faults.map((fault) => `${operationId} (${contentType}): ${fault}`));
      }
    }

    expect(wrong).toEqual([]);
    expect(operations.length).toBeGreaterThan(60);
  });

  test('takes a bulk line by line, and answers it so', async () => {
    const operation = present(operations.find(({ operationId }) => operationId === 'bulkJobs'));
    const example = exampleOf(operation, world, 'application/x-ndjson');
    const accepting = { ...example, headers: { ...example.headers, accept: 'application/x-ndjson' } };
    const { answer } = await sendIn(world, { document: world.document, operation }, accepting);

    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = answer.text.trim().split('\n');
    expect(lines.map((line) => fields.parse(JSON.parse(line)))).toContainEqual(
      expect.objectContaining({ jobId: 'sales-report' }),
    );
  });

  test('tells a watcher something at once', async () => {
    const operation = present(operations.find(({ operationId }) => operationId === 'watch'));
    const { answer } = await sendIn(
      world,
      { document: world.document, operation },
      exampleOf(operation, world),
    );

    expect(answer.text).toMatch(/^event: \w+\nid: \S+\ndata: .*\n\n/m);
  });

  test(`answers generated requests to every operation as its document says (seed ${SEED})`, async () => {
    const driving = { document: world.document, check, makeWorld: () => Promise.resolve(world) };
    const answered: Record<string, number> = {};
    for (const operation of operations) {
      // What has changed is not made anew: a smaller request that fails would tell nothing.
      const parameters = { seed: SEED, numRuns: REQUESTS, endOnFailure: true };
      const counts = await driveOperation({ ...driving, operation }, parameters);
      for (const [status, count] of Object.entries(counts))
        answered[status] = (answered[status] ?? 0) + count;
    }

    const all = Object.values(answered).reduce((sum, count) => sum + count, 0);
    const good = Object.entries(answered).reduce(
      (sum, [status, count]) => sum + (status < '400' ? count : 0),
      0,
    );
    expect(all).toBe(operations.length * REQUESTS);
    // Requests that are all refused would show little.
    expect(good).toBeGreaterThan(all / 10);
  });

  test('refuses on every path what it has no operation for, and says what it has', async () => {
    const paths = [
      ...new Set(operations.map((operation) => filled(operation.path, pathsIn(world, operation)))),
    ];
    for (const path of paths) {
      const allowed = new Set(operations.filter((one) => fits(one.path, path)).map(({ method }) => method));
      const method = METHODS.find((one) => !allowed.has(one));
      // '/jobs/schedule' could also be a job of that name.
      if (method === undefined) continue;
      const { status, headers, problem } = await ask(method, path);
      const allow = headers.get('allow')?.split(', ').toSorted();

      expect({ path, status, allow, type: problem.type }).toEqual({
        ...{ path, status: 405, type: 'urn:evenkeel:problem:method-not-allowed' },
        allow: [...allowed, 'OPTIONS'].toSorted(),
      });
    }
  });

  // Documents that stand beside a model's baselines, and what cannot be a document's id.
  test.each(['model', 'versions', 'a%2Fb', 'a%5Cb', '%23', 'none'])('has no baseline %s', async (id) => {
    expect((await ask('GET', `/models/churn/baselines/${id}`)).status).toBe(404);
  });

  test.each(['/nothing', '/jobs/churn-daily/nothing', '/jobs/a/b/c/d', '/', '/runs/%2F/x'])(
    'has nothing at %s',
    async (path) => {
      const answers = await Promise.all(METHODS.map((method) => ask(method, path)));

      expect(answers.map(({ status }) => status)).toEqual(METHODS.map(() => 404));
      expect(new Set(answers.map(({ problem }) => problem.type))).toEqual(
        new Set(['urn:evenkeel:problem:not-found']),
      );
    },
  );

  /** Sends what no operation is for, and reads the problem that it is answered. */
  async function ask(method: string, path: string) {
    const operation = { operationId: 'none', method, path };
    const answer = await world.call(operation, { params: {}, query: {}, headers: {} });
    expect(securityFaults(answer), path).toEqual([]);
    expect(answer.headers.get('content-type'), path).toBe('application/problem+json');
    return { ...answer, problem: z.looseObject({ type: z.string() }).parse(JSON.parse(answer.text)) };
  }
});

/** Whether an address is one of a path with parameters, as routes are compared. */
function fits(template: string, path: string): boolean {
  const [segments, asked] = [template.split('/'), path.split('/')];
  if (segments.length !== asked.length) return false;
  return segments.every((segment, at) => segment.startsWith('{') || segment === asked[at]);
}

/** With what every answer has beside what its operation documents. */
function answerCheckOver(documented: AnswerCheck, errors: readonly string[]): AnswerCheck {
  return (operation, answer) => [
    ...documented(operation, answer),
    // Nothing is out of order in this stack, not for 503 either.
    ...(answer.status >= 500 ? [`${answer.status}: ${answer.text} ${errors.at(-1) ?? ''}`] : []),
    ...securityFaults(answer),
  ];
}

function securityFaults({ headers }: ApiAnswer): readonly string[] {
  const needed = [
    ...['x-content-type-options', 'cache-control', 'content-security-policy', 'referrer-policy'],
  ];
  return needed.filter((name) => !headers.has(name)).map((name) => `the header ${name} is lacking`);
}

const fields = z.record(z.string(), z.unknown());

/** The examples live in a March; a stack's clock is the machine's. */
function withInstantsAhead({ operationId }: DocumentedOperation, request: ApiRequest): ApiRequest {
  const ahead = instantsAhead(Date.now())[operationId];
  if (ahead === undefined || typeof request.body !== 'string') return request;
  return { ...request, body: JSON.stringify({ ...fields.parse(JSON.parse(request.body)), ...ahead }) };
}
