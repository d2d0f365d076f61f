import { CosmosClient } from '@azure/cosmos';
import { describe, expect, test } from 'vitest';
import { codeOf, openCosmos } from './cosmos-fixture.ts';

describe('throttling in the Cosmos stand-in', () => {
  test('reaches a client that does not retry as 429, with nothing written', async () => {
    const { server, jobs } = await openCosmos();
    const retryOptions = {
      maxRetryAttemptCount: 0,
      fixedRetryIntervalInMilliseconds: 0,
      maxWaitTimeInSeconds: 1,
    };
    const impatient = new CosmosClient({
      endpoint: server.endpoint,
      key: server.key,
      connectionPolicy: { retryOptions },
    });
    const { items } = impatient.database('evenkeel').container('jobs');
    await items.create({ id: 'warm', jobId: 'a' });

    server.refuseNext(1);

    expect(await codeOf(items.create({ id: 'j1', jobId: 'a' }))).toBe(429);
    expect((await jobs.item('j1', 'a').read()).statusCode).toBe(404);
    impatient.dispose();
  });

  test('is overcome by the retries of the SDK', async () => {
    const { server, jobs } = await openCosmos();

    server.refuseNext(3);

    expect((await jobs.items.create({ id: 'j1', jobId: 'a' })).statusCode).toBe(201);
  });
});
