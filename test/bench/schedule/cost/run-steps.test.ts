import { describe, expect, test } from 'vitest';
import { tallySteps, type ServiceExchange } from '../../../../bench/schedule/cost/run-steps.ts';

const NOTHING = { cosmosRequests: 0, requestUnits: 0, blobReads: 0, blobWrites: 0 };

describe('tallySteps', () => {
  test('gives what came before the dispatcher was done to the dispatch', () => {
    const tallies = tallySteps([cosmos('POST', 'job-1'), cosmos('GET', 'job-1')], 1);

    expect(tallies.dispatch).toEqual({ ...NOTHING, cosmosRequests: 1, requestUnits: 5 });
    expect(tallies.claim).toEqual({ ...NOTHING, cosmosRequests: 1, requestUnits: 5 });
  });

  test('ends the claim with the write that says running, and the work with the upload of the detail', () => {
    const tallies = tallySteps(
      [
        cosmos('GET', 'job-1'),
        cosmos('PUT', 'job-1', '{"state":"running"}'),
        cosmos('GET', 'job-1'),
        blob('PUT', '/devstoreaccount1/results/job-1/run/0123.json'),
        cosmos('PUT', 'job-1', '{"state":"succeeded"}'),
      ],
      0,
    );

    expect(tallies.claim.cosmosRequests).toBe(2);
    expect(tallies.work).toEqual({ ...NOTHING, cosmosRequests: 1, requestUnits: 5, blobWrites: 1 });
    expect(tallies.finish.cosmosRequests).toBe(1);
  });

  test('keeps jobs apart whose requests are mixed', () => {
    const tallies = tallySteps(
      [cosmos('PUT', 'job-1', '{"state":"running"}'), cosmos('GET', 'job-2'), cosmos('GET', 'job-1')],
      0,
    );

    expect(tallies.claim.cosmosRequests).toBe(2);
    expect(tallies.work.cosmosRequests).toBe(1);
  });

  test('leaves out requests for plans and for anything but documents', () => {
    const plan = cosmos('POST', 'job-1');
    const planned = {
      ...plan,
      exchange: { ...plan.exchange, requestHeaders: { 'x-ms-cosmos-is-query-plan-request': 'True' } },
    };
    const account = { ...plan, exchange: { ...plan.exchange, path: '/' } };

    expect(tallySteps([planned, account], 2).dispatch).toEqual(NOTHING);
  });
});

function cosmos(method: string, job: string, requestBody = ''): ServiceExchange {
  return {
    service: 'cosmos',
    exchange: {
      method,
      path: '/dbs/evenkeel/colls/jobs/docs',
      requestHeaders: { 'x-ms-documentdb-partitionkey': JSON.stringify([job]) },
      requestBody,
      status: 200,
      responseHeaders: { 'x-ms-request-charge': '5' },
    },
  };
}

function blob(method: string, path: string): ServiceExchange {
  return {
    service: 'blob',
    exchange: { method, path, requestHeaders: {}, requestBody: '', status: 201, responseHeaders: {} },
  };
}
