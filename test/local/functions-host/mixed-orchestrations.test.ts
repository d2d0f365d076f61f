import { afterAll, beforeAll, expect, test } from 'vitest';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

let app: BuiltApp;
let host: FunctionsHost;

beforeAll(async () => {
  app = await buildApp('orchestrations');
  host = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {} });
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

/** Mulberry32: the same seed gives the same steps. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('two dozen random mixtures of every kind of task give each result to its own task', async () => {
  const durable = new DurableHttp(host.url);
  const random = seeded(20260301);
  const mixtures = Array.from({ length: 24 }, (_, index) => ({
    id: `mixed-${index}`,
    steps: Array.from({ length: 12 }, (_step, step) => ({
      kind: Math.floor(random() * 9),
      label: `s${step}`,
    })),
  }));

  const statuses = await Promise.all(mixtures.map(async ({ id, steps }) => durable.run('mixed', id, steps)));

  expect(statuses.map(({ output }) => output)).toEqual(
    mixtures.map(({ steps }) => steps.map(({ label }) => label)),
  );
});
