import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Client } from '../../../local/client.ts';
import { loadExampleModels } from '../../../local/examples/example-models.ts';
import { registerFleetExample } from '../../../local/examples/register-fleet-example.ts';
import { startStack, type Stack } from '../../../local/stack.ts';
import { PATIENCE } from '../../support/patience.ts';
import { upload } from '../../support/stack-data.ts';
import { storageAccount } from '../../support/storage-account.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ storage: await storageAccount() });
});

afterAll(() => stack.stop());

const fleetView = z.object({
  generation: z.number(),
});
const jobPage = z.object({ items: z.array(z.unknown()) });

test('the example fleet has a job of each depot, and is as it was when it is registered again', async () => {
  const models = await loadExampleModels();
  const fuelEconomy = models.find(({ modelId }) => modelId === 'fuel-economy');
  await upload(stack, 'baselines/fuel-economy.csv', fuelEconomy?.baselineCsv ?? '');
  const client = new Client(stack.url);

  const first = await registerFleetExample(client);
  const again = await registerFleetExample(client);

  expect(again).toEqual(first);
  const shown: unknown = await (await fetch(`${stack.url}/api/fleets/${first.fleetId}`)).json();
  expect(fleetView.parse(shown)).toMatchObject({
    generation: 1,
  });
  await vi.waitFor(async () => {
    const jobs: unknown = await (await fetch(`${stack.url}/api/fleets/${first.fleetId}/jobs`)).json();
    expect(jobPage.parse(jobs).items).toHaveLength(first.models);
  }, PATIENCE);
});
