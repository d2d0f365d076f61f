import { describe, expect, test } from 'vitest';
import { createExampleWorld } from '../support/example-world.ts';
import { createAnswerCheck } from './answer-checks.ts';
import { readDocument } from './api-document.ts';
import type { ApiAnswer } from './api-request.ts';
import { driveOperations } from './drive-operations.ts';

// `npm run fuzz -- api` sends more, and others.
const REQUESTS = Number(process.env['API_REQUESTS'] ?? 500);
const SEED = Number(process.env['API_SEED'] ?? 1);

test(`every answer to a generated request is as the document has it (seed ${SEED})`, async () => {
  const answered = await driveOperations(SEED, REQUESTS);

  const byStatus = new Map<string, number>();
  for (const [status, count] of Object.values(answered).flatMap((counts) => Object.entries(counts))) {
    byStatus.set(status, (byStatus.get(status) ?? 0) + count);
  }
  const all = [...byStatus.values()].reduce((sum, count) => sum + count, 0);
  const good = [...byStatus].filter(([status]) => status < '400').reduce((sum, [, count]) => sum + count, 0);
  expect(all).toBeGreaterThanOrEqual(REQUESTS);
  // Requests that are all refused would show little.
  expect(good).toBeGreaterThan(all / 10);
});

describe('the check of an answer', () => {
  async function faultsOf(change: Partial<ApiAnswer>, contentType = 'application/json') {
    const document = await readDocument((await createExampleWorld()).app);
    const operation = document.operations.find(({ operationId }) => operationId === 'health');
    if (operation === undefined) throw new Error('There is no such operation.');
    const text = JSON.stringify({ status: 'healthy', version: '1', checks: { store: 'ok' } });
    const headers = new Headers({ 'content-type': contentType });
    return createAnswerCheck(document)(operation, { status: 200, headers, text, logged: [], ...change });
  }

  test('finds nothing wrong with an answer that is documented', async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  test.each<[string, Partial<ApiAnswer>, string]>([
    ['a fault of the app', { status: 500, logged: [new Error('boom')] }, 'boom'],
    ['a status that is not documented', { status: 418 }, 'status 418 is not documented'],
    [
      'a body with a wrong value',
      { text: '{"status":"well","version":"1","checks":{}}' },
      '/status must be equal to one of',
    ],
    [
      'a body with a field too many',
      { text: '{"status":"healthy","version":"1","checks":{},"x":1}' },
      'additional properties',
    ],
    [
      'a body that lacks a field',
      { text: '{"status":"healthy","version":"1"}' },
      "must have required property 'checks'",
    ],
  ])('finds %s', async (_what, change, fault) => {
    expect((await faultsOf(change)).join()).toContain(fault);
  });

  test('finds a content type that is not documented', async () => {
    expect(await faultsOf({}, 'text/csv')).toHaveLength(1);
  });
});
