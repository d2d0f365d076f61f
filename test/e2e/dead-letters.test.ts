import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { jobRequest, onceAt, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { PATIENCE } from '../support/patience.ts';

const json = { 'content-type': 'application/json' };
const runList = z.object({
  items: z.array(z.looseObject({ runId: z.string(), state: z.string(), cause: z.unknown().optional() })),
});

describe('a run whose start always fails', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount() });
    await upload(stack, 'baselines/m.csv', scoresCsv(1000));
    await upload(stack, 'datasets/m.csv', scoresCsv(1000));
  });

  afterAll(() => stack.stop());

  async function onlyRun() {
    const answer = await fetch(`${stack.url}/api/runs?jobId=poisoned`);
    return runList.parse(await answer.json()).items[0];
  }

  test('becomes dead with its cause, and has a result once its job is mended and it is retried', async () => {
    // The run is on its way at once, and begins only when its job has long been broken.
    const recurrence = onceAt(Date.now() + 6_000);
    const scheduled = await fetch(`${stack.url}/api/jobs/schedule`, {
      ...{ method: 'POST', headers: json },
      body: JSON.stringify(jobRequest('poisoned', recurrence)),
    });
    expect(scheduled.status).toBe(201);
    const client = new CosmosClient({
      endpoint: stack.settings['COSMOS__accountEndpoint'] ?? '',
      key: stack.settings['COSMOS__accountKey'] ?? '',
    });
    const item = client.database('evenkeel').container('jobs').item('poisoned', 'poisoned');
    await item.patch([{ op: 'set', path: '/kind', value: 'of a newer version' }]);

    await expect.poll(onlyRun, PATIENCE).toMatchObject({
      state: 'dead',
      cause: { reason: 'MaxDeliveryCountExceeded' },
    });

    await item.patch([{ op: 'set', path: '/kind', value: 'stability' }]);
    const runId = (await onlyRun())?.runId ?? '';
    const retried = await fetch(`${stack.url}/api/runs/${runId}/retry`, {
      ...{ method: 'POST', headers: json },
      body: JSON.stringify({ author: 'ada', reason: 'The job is mended.' }),
    });
    expect(retried.status).toBe(202);
    await expect.poll(onlyRun, PATIENCE).toMatchObject({ runId, state: 'succeeded', attempt: 2 });
  });
});
