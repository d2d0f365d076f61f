import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest';

import type { StrictOptions } from '../../../local/functions-host/durable/strict/strict-options.ts';
import type { LogEntry } from '../../../local/functions-host/host-log.ts';
import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

let app: BuiltApp;
let host: FunctionsHost | undefined;
const log: LogEntry[] = [];

beforeAll(async () => {
  app = await buildApp('faulty');
});

afterEach(async () => {
  await host?.stop();
  host = undefined;
  log.length = 0;
});

afterAll(() => {
  app.remove();
});

async function start(strict: StrictOptions): Promise<DurableHttp> {
  const { appDirectory } = app;
  host = await startFunctionsHost({ appDirectory, settings: {}, strict, log: (entry) => log.push(entry) });
  return new DurableHttp(host.url);
}

describe('replayTwice', () => {
  test('fails an orchestrator that reads the clock, naming the step', async () => {
    const durable = await start({ replayTwice: true });

    const status = await durable.run('readsTheClock', 'clock');

    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toMatch(
      /replayed twice over one history, step 2 was first activity echo .*\d+.* and then activity echo/,
    );
  });

  test('fails an orchestrator that waits for an event with a random name', async () => {
    const durable = await start({ replayTwice: true });

    const status = await durable.run('rollsDice', 'dice');

    expect(status.output).toMatch(
      /step 2 was first a wait for event "event-0\.\d+" and then a wait for event/,
    );
  });

  test('fails an orchestrator that returns something random', async () => {
    const durable = await start({ replayTwice: true });

    expect((await durable.run('returnsRandom', 'random')).output).toMatch(
      /step 2 was first outcome .*returned/,
    );
  });

  test('lets an orchestrator through that takes time and ids from its context', async () => {
    const durable = await start({ replayTwice: true });

    expect(await durable.run('sound', 'sound')).toMatchObject({ runtimeStatus: 'Completed', output: true });
  });

  test('is off unless asked for', async () => {
    const durable = await start({});

    expect((await durable.run('returnsRandom', 'random')).runtimeStatus).toBe('Completed');
  });
});

describe('shuffleSeed', () => {
  const ids = Array.from({ length: 12 }, (_, index) => `order-${index}`);

  async function firsts(strict: StrictOptions): Promise<unknown[]> {
    const durable = await start(strict);
    const statuses = await Promise.all(ids.map(async (id) => durable.run('trustsTheOrder', id)));
    return statuses.map(({ output }) => output);
  }

  test('lets another task than the first one finish first', async () => {
    expect(new Set(await firsts({ shuffleSeed: 1 })).size).toBeGreaterThan(1);
  });

  test('is off unless asked for: tasks that end together are seen in their order', async () => {
    expect(new Set(await firsts({}))).toEqual(new Set([0]));
  });
});

describe('repeatActivitiesSeed', () => {
  test('shows an activity that must not run twice', async () => {
    const durable = await start({ repeatActivitiesSeed: 3 });

    const { output } = await durable.run('chargesTen', 'account');

    expect(output).toBeGreaterThan(10);
    expect(
      log.filter(({ message }) => message.startsWith('activity charge of account was run twice')),
    ).not.toEqual([]);
  });

  test('repeats the same activities for the same seed', async () => {
    const first = await (await start({ repeatActivitiesSeed: 4 })).run('chargesTen', 'again');
    await host?.stop();
    const second = await (await start({ repeatActivitiesSeed: 4 })).run('chargesTen', 'again');

    expect(second.output).toBe(first.output);
  });

  test('is off unless asked for', async () => {
    const durable = await start({});

    expect((await durable.run('chargesTen', 'once')).output).toBe(10);
  });
});

test('a timer left open by an orchestrator that returns is warned about', async () => {
  const durable = await start({});

  await durable.run('forgetsTimer', 'forgetful');

  const warnings = log.filter(({ level }) => level === 'warning').map(({ message }) => message);
  expect(warnings).toEqual([expect.stringContaining('forgetsTimer has come to its end with a timer open')]);
});
