import { afterAll, beforeAll, expect, test } from 'vitest';

import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { writeAppSource } from './support/built-app.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';

/** Stands in for the SDK: passes the trigger's value on as it is. */
const SOURCE = `
import { registerFunction, setProgrammingModel } from '@azure/functions-core';
setProgrammingModel({
  getCapabilities: async () => ({}),
  getInvocationModel: ({ request }) => ({
    getArguments: async () => ({ context: {}, inputs: request.inputData.map(({ data }) => JSON.parse(data.json)) }),
    invokeFunction: async (context, inputs, callback) => callback(...inputs, context),
    getResponse: async () => ({}),
  }),
});
const timer = { type: 'timerTrigger', direction: 'in', schedule: '0 0 6 * * *' };
registerFunction({ name: 'daily', bindings: { timer } }, (value) => { process.emit('timer-ran', value); });
const eager = { ...timer, runOnStartup: true, useMonitor: false };
registerFunction({ name: 'eager', bindings: { eager } }, (value) => { process.emit('eager-ran', value); });
`;

let app: BuiltApp;
const runs: unknown[] = [];
const eagerRuns: unknown[] = [];
const noteEager = (value: unknown): void => {
  eagerRuns.push(value);
};
const note = (value: unknown): void => {
  runs.push(value);
};

beforeAll(() => {
  app = writeAppSource(SOURCE);
  process.on('timer-ran', note);
  process.on('eager-ran', noteEager);
});

afterAll(() => {
  process.off('timer-ran', note);
  process.off('eager-ran', noteEager);
  app.remove();
});

async function startAt(now: string) {
  const clock = new VirtualClock(now);
  const { appDirectory, dataDir } = app;
  return { clock, host: await startFunctionsHost({ appDirectory, dataDir, settings: {}, clock }) };
}

test('a run missed while the host was down is made up for once, and says that it is past due', async () => {
  const first = await startAt('2026-03-01T00:00:00Z');
  await first.host.stop();

  const second = await startAt('2026-03-04T12:00:00Z');
  await second.host.stop();
  const third = await startAt('2026-03-04T13:00:00Z');
  await third.host.stop();

  expect(runs).toMatchObject([{ IsPastDue: true, ScheduleStatus: { Next: '2026-03-01T06:00:00.000Z' } }]);
});

test('runOnStartup runs a timer at each start, and unmonitored it knows nothing of the last', async () => {
  eagerRuns.length = 0;
  for (const now of ['2026-04-01T00:00:00Z', '2026-04-05T00:00:00Z']) await (await startAt(now)).host.stop();

  expect(eagerRuns).toMatchObject([{ IsPastDue: false }, { IsPastDue: false }]);
});
