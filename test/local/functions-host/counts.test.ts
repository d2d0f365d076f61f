import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';

let app: BuiltApp;
let host: FunctionsHost;

beforeEach(async () => {
  app = await buildApp('orchestrations');
  host = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {} });
});

afterEach(async () => {
  await host.stop();
  app.remove();
});

async function run(name: string, instanceId: string, input: unknown = null): Promise<void> {
  await host.startOrchestration(name, { instanceId, input });
  await host.whenIdle();
}

test('nothing has been done before the first orchestration', () => {
  expect(host.counts()).toEqual({
    invocations: {},
    durable: { turns: 0, historyEvents: 0, messages: 0, activities: 0, entityRequests: 0 },
  });
});

test('two activities in a row are three turns, each with what began it and what it came to', async () => {
  await run('sequence', 's1');

  // Turn started and completed (6), execution started and ended (2), tasks scheduled and completed (4).
  expect(host.counts()).toEqual({
    invocations: { sequence: 3, echo: 2 },
    durable: { turns: 3, historyEvents: 12, messages: 3, activities: 2, entityRequests: 0 },
  });
});

test('executions that continue as new are counted too', async () => {
  await run('countDown', 'c1', 2);

  expect(host.counts()).toMatchObject({
    invocations: { countDown: 6, echo: 3 },
    durable: { turns: 6, activities: 3 },
  });
});

test('an instance tells how long its history is', async () => {
  await run('sequence', 's2');
  const response = await fetch(`${host.url}/admin/instances/s2/state.json`);

  expect(z.object({ historyEvents: z.number() }).parse(await response.json()).historyEvents).toBe(12);
});
