import { beforeAll, describe, expect, test } from 'vitest';
import { operation } from '../../../functions/http/api/operation.ts';
import { createGraphqlServer } from '../../../functions/http/graphql/graphql-server.ts';
import { healthContract } from '../../../shared/contracts/http/health.ts';
import { createExampleWorld, type ExampleWorld } from '../../support/example-world.ts';
import { problemBody } from '../../support/recording-registry.ts';

let example: ExampleWorld;

beforeAll(async () => {
  example = await createExampleWorld();
});

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const answer = await example.app.call('graphql', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return answer.json;
}

describe('POST /api/graphql', () => {
  test('answers what an operation answers, field by field', async () => {
    expect(await ask('{ health { status } audit { lastRound { jobs } } }')).toEqual({
      data: { health: { status: 'healthy' }, audit: { lastRound: null } },
    });
  });

  test('lists by filter and page by page', async () => {
    const first = await ask('{ jobs(limit: 1, valueStream: "retention") { items { jobId } nextCursor } }');
    expect(first).toMatchObject({ data: { jobs: { items: [{ jobId: 'churn-daily' }] } } });
  });

  test('shows what the kinds of jobs share, and what each has by itself', async () => {
    const asked = `{ jobs { items { jobId kind state
      ... on JobSummaryStability { task { modelId } }
      ... on JobSummaryReportCollection { task { resource } } } } }`;
    expect(await ask(asked)).toMatchObject({
      data: {
        jobs: {
          items: [
            { jobId: 'churn-daily', kind: 'stability', task: { modelId: 'churn' } },
            { jobId: 'churn-paused', state: 'paused' },
            { jobId: 'scores-report', kind: 'report-collection', task: { resource: 'scores-api' } },
          ],
        },
      },
    });
  });

  test('leads from a job to its runs and its history', async () => {
    const asked =
      '{ job(jobId: "churn-daily") { etag runs(limit: 1) { items { state } } history { items { action } } } }';
    const answer = await ask(asked);
    expect(answer).toMatchObject({ data: { job: { runs: { items: [{ state: 'running' }] } } } });
    expect(JSON.stringify(answer)).toContain('created');
  });

  test('changes by the operations themselves, under the version that was read', async () => {
    const paused = await ask(
      'mutation ($input: PauseJobInput!) { pauseJob(jobId: "scores-report", input: $input) { state } }',
      { input: { reason: 'Maintenance of the server.' } },
    );
    expect(paused).toEqual({ data: { pauseJob: { state: 'paused' } } });
  });

  test('tells a problem with its type, its pointers and its words', async () => {
    const answer = await ask('{ job(jobId: "nobody") { jobId } }');
    expect(answer).toMatchObject({
      data: { job: null },
      errors: [{ message: "There is no job 'nobody'.", extensions: { code: 'not-found', status: 404 } }],
    });
  });

  test.each([
    ['braces', '{ jobs '.repeat(20_000)],
    ['brackets', `{ jobs(tag: ${'['.repeat(60_000)}${']'.repeat(60_000)}) { items { jobId } } }`],
    ['braces that are closed', `${'{ items '.repeat(3_000)}{ a }${'}'.repeat(3_000)}`],
    ['parentheses behind a quote in a comment', `# "\n{ a${'(b: {c: '.repeat(20_000)}`],
    ['directives', `{ __typename ${'@skip(if: true) '.repeat(10_000)}}`],
  ])('refuses a document that is out of all bounds by its %s', async (_what, query) => {
    const answer = await example.app.call('graphql', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });

    expect(answer.status).toBe(400);
    expect(problemBody.parse(answer.json).errors).toMatchObject([{ pointer: '/query' }]);
  });

  test('tells nothing of its schema where that may not be asked for', async () => {
    const silent = createGraphqlServer([operation(healthContract, async () => ({ jsonBody: {} }))], {
      hasIntrospection: false,
    });
    const perform = async () => ({ jsonBody: {} });
    const textOf = async (query: string) => (await silent({ query }, { perform })).body;

    expect(await textOf('{ __schema { types { name } } }')).not.toContain('Health');
    expect(await textOf('{ healt { status } }')).toContain('Cannot query field');
    expect(await textOf('{ healt { status } }')).not.toContain('health');
  });

  test('reads one thing and a list of them where both would have one name', async () => {
    const asked =
      '{ listGrants { items { principal } } listStability(modelId: "churn", limit: 1) { items { runId } } }';
    const answer = await ask(asked);
    expect(answer).toMatchObject({ data: { listGrants: {}, listStability: { items: [{}] } } });
    expect(answer).not.toHaveProperty('errors');
  });

  test('refuses a document with more levels than ten', async () => {
    const deep = `{ jobs { items { jobId ${'runs { items { job { '.repeat(4)} jobId ${'} } }'.repeat(4)} } } }`;
    expect(JSON.stringify(await ask(deep))).toContain('depth limit');
  });

  test('refuses a request that asks for more operations than 250, however it is written', async () => {
    const fields = Array.from({ length: 28 }, (_, index) => `a${index}: jobs { items { jobId } }`);
    const wide = `{ ${fields.join(' ')} }`;
    expect(JSON.stringify(await ask(wide))).not.toContain('errors');
    const nested = `{ ${fields.map((field) => field.replace('jobId', 'jobId runs { items { runId job { jobId } } }')).join(' ')} }`;
    expect(JSON.stringify(await ask(nested))).toContain('250 operations');
  });
});
