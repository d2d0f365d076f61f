import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { createAnswerCheck } from '../contract/answer-checks.ts';
import { makeMetricsPage } from './make-metrics-page.ts';
import { makeReference, performExamples, type PerformedExamples } from './make-reference.ts';

let performed: PerformedExamples;

beforeAll(async () => {
  performed = await performExamples();
});

test('every operation has an example, which is answered with its status', () => {
  const { document, examples } = performed;
  const wanted = document.operations.map((operation) => [
    operation.operationId,
    operation['x-evenkeel-example']?.status ?? 'no example',
  ]);

  const answered = [...examples].map(([name, { answer }]) => [name, answer.status]);
  expect(Object.fromEntries(answered)).toEqual(Object.fromEntries(wanted));
});

test('every answer to an example is as documented, and none has GraphQL errors', () => {
  const { document, examples } = performed;
  const check = createAnswerCheck(document);

  for (const operation of document.operations) {
    const answer = examples.get(operation.operationId)?.answer;
    expect(answer === undefined ? ['no answer'] : check(operation, answer), operation.operationId).toEqual(
      [],
    );
  }
  expect(examples.get('graphql')?.answer.text).not.toContain('"errors"');
});

test('docs/api-reference.md is as `npm run docs` writes it', async () => {
  const file = await readFile(new URL('../../docs/api-reference.md', import.meta.url), 'utf8');

  // Compared as a whole: the difference of two long texts takes longer than writing them anew.
  expect(file === makeReference(performed), 'Run `npm run docs`.').toBe(true);
});

test('docs/metrics.md is as `npm run docs` writes it', async () => {
  const file = await readFile(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

  expect(file === makeMetricsPage(), 'Run `npm run docs`.').toBe(true);
});
