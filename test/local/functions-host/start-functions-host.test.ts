import { createServer } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test } from 'vitest';

import type { LogEntry } from '../../../local/functions-host/host-log.ts';
import type {
  FunctionsHost,
  FunctionsHostOptions,
} from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { writeAppSource } from './support/built-app.ts';

/** An app that speaks the core API itself, in place of the SDK; HTTP functions answer with their own text. */
const SDK = `
import { registerFunction, registerHook, setProgrammingModel } from '@azure/functions-core';
setProgrammingModel({
  getCapabilities: async () => ({}),
  getInvocationModel: () => ({
    getArguments: async () => ({ context: {}, inputs: [] }),
    invokeFunction: async (context, inputs, callback) => callback(...inputs, context),
    getResponse: async (context, result) => ({ returnValue: { http: { statusCode: '200', body: { string: result } } } }),
  }),
});
const http = (name, callback, more = {}) => registerFunction(
  { name, bindings: { trigger: { type: 'httpTrigger', direction: 'in', ...more }, $return: { type: 'http', direction: 'out' } } },
  callback,
);
const trigger = (name, binding, more = {}) =>
  registerFunction({ name, bindings: { trigger: { direction: 'in', ...binding } }, ...more }, () => undefined);
`;

const apps: BuiltApp[] = [];
const hosts: FunctionsHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  for (const app of apps.splice(0)) app.remove();
});

function writeApp(source: string, hostJson: object = {}): BuiltApp {
  const app = writeAppSource(`${SDK}${source}`, hostJson);
  apps.push(app);
  return app;
}

async function start(source: string, options: Partial<FunctionsHostOptions> = {}, hostJson: object = {}) {
  const { appDirectory } = writeApp(source, hostJson);
  const host = await startFunctionsHost({ appDirectory, settings: {}, ...options });
  hosts.push(host);
  return host;
}

describe('startFunctionsHost refuses', () => {
  test.each([
    [
      'an app that throws while it is loaded',
      `throw new Error('no database');`,
      /main\.mjs failed: no database/,
    ],
    [
      'a function that is there twice',
      `http('A', () => ''); http('a', () => '');`,
      /"a" is registered twice/,
    ],
    [
      'a trigger that it does not have',
      `trigger('onBlob', { type: 'blobTrigger' });`,
      /"onBlob": trigger "blobTrigger" is not supported/,
    ],
    [
      'a trigger of another kind',
      `trigger('onBlob', { type: 'blobTrigger', path: 'in/{name}' });`,
      /"onBlob": trigger "blobTrigger" is not/,
    ],
    [
      'an output binding',
      `registerFunction({ name: 'f', bindings: {
        t: { type: 'activityTrigger', direction: 'in' }, o: { type: 'serviceBus', direction: 'out' } } }, () => 1);`,
      /"f": out binding "serviceBus" is not supported/,
    ],
    [
      'function-level retry',
      `trigger('f', { type: 'activityTrigger' }, { retryOptions: { maxRetryCount: 1 } });`,
      /"f": function-level retry is not supported/,
    ],
    [
      'a Service Bus topic',
      `trigger('f', { type: 'serviceBusTrigger', topicName: 't', subscriptionName: 's', connection: 'C' });`,
      /"f": .*topics are not supported/s,
    ],
    [
      'a Service Bus session',
      `trigger('f', { type: 'serviceBusTrigger', queueName: 'q', connection: 'C', isSessionsEnabled: true });`,
      /"f": .*sessions are not supported/s,
    ],
    [
      'a queue whose connection is not configured',
      `trigger('f', { type: 'serviceBusTrigger', queueName: 'q', connection: 'BUS' });`,
      /"f": there is no app setting "BUS"/,
    ],
    [
      'a setting that is not there',
      `trigger('f', { type: 'timerTrigger', schedule: '%WHEN%' });`,
      /"f": there is no app setting "WHEN"/,
    ],
    [
      'a schedule that is none',
      `trigger('f', { type: 'timerTrigger', schedule: 'daily' });`,
      /"f": schedule: "daily" has 1 fields/,
    ],
    [
      'a route that it cannot serve',
      `http('f', () => '', { route: 'a/{b:regex(x)}' });`,
      /constraint "regex\(x\)"/,
    ],
    [
      'a route that begins as those of the host do',
      `http('f', () => '', { route: 'Admin/things' });`,
      /"f": route "Admin\/things" begins as those of the host do/,
    ],
    ['a hook that it does not have', `registerHook('warmup', () => {});`, /hook "warmup" is not supported/],
  ])('%s', async (_what, source, message) => {
    await expect(start(source)).rejects.toThrow(message);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    await expect(start('', { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
  });

  test.each([
    [{ autoCompleteMessages: false }, /handlers that settle messages are not supported/],
    [{ minMessageBatchSize: 5 }, /waiting for a least number of messages is not supported/],
    [{ maxMessageBatchSize: 5000 }, /maxMessageBatchSize/],
  ])('a host.json that asks Service Bus for %j', async (serviceBus, message) => {
    await expect(start('', {}, { extensions: { serviceBus } })).rejects.toThrow(message);
  });

  test('a host.json with a bad value', async () => {
    await expect(start('', {}, { functionTimeout: 'soon' })).rejects.toThrow(
      /host\.json: .*"soon" is not a time span/s,
    );
  });
});

describe('startFunctionsHost', () => {
  test('serves an app without a prefix at every path, its own last', async () => {
    const app = `
      http('a', () => 'a', { route: 'api/{x}' });
      http('b', () => 'b', { route: 'api/b' });
      http('Z', () => 'rest', { route: '{*path}' });
      http('y', () => 'y', { route: 'api/y/{*path}' });`;
    const { url } = await start(app, {}, { extensions: { http: { routePrefix: '' } } });
    const texts = await Promise.all(
      ['/', '/x.js', '/a/b/c', '/api', '/api/b', '/api/y/z', '/runtime/x'].map(async (path) =>
        (await fetch(`${url}${path}`)).text(),
      ),
    );

    // A literal comes after a parameter where its function's name does, as on the platform.
    expect(texts).toEqual(['rest', 'rest', 'rest', 'rest', 'a', 'y', 'rest']);
    expect(await (await fetch(`${url}/admin`)).text()).toContain('<html');
  });

  test('warns about keys of host.json that have no effect', async () => {
    const log: LogEntry[] = [];
    const hostJson = {
      extensions: { http: { dynamicThrottlesEnabled: true }, blobs: { maxDegreeOfParallelism: 4 } },
    };
    await start('', { log: (entry) => log.push(entry) }, hostJson);

    expect(log.map(({ message }) => message)).toEqual([
      'host.json: "extensions.http.dynamicThrottlesEnabled" has no effect on this host',
      'host.json: "extensions.blobs.maxDegreeOfParallelism" has no effect on this host',
    ]);
  });

  test('warns about every setting of an extension that it does not honour, and about none that it does', async () => {
    const log: LogEntry[] = [];
    const honoured = {
      durableTask: {
        hubName: 'Hub1',
        maxConcurrentActivityFunctions: 5,
        maxConcurrentOrchestratorFunctions: 5,
        maxConcurrentEntityFunctions: 5,
        maxEntityOperationBatchSize: 50,
        defaultVersion: '1.0',
        versionMatchStrategy: 'Strict',
        versionFailureStrategy: 'Fail',
      },
      serviceBus: {
        maxConcurrentCalls: 4,
        maxAutoLockRenewalDuration: '00:05:00',
        prefetchCount: 0,
        autoCompleteMessages: true,
        maxMessageBatchSize: 10,
        minMessageBatchSize: 1,
      },
      http: { routePrefix: '' },
    };
    const ignored = {
      durableTask: {
        overridableExistingInstanceStates: 'NonRunningStates',
        httpSettings: { defaultAsyncRequestSleepTimeMilliseconds: 1000 },
      },
      serviceBus: { maxBatchWaitTime: '00:00:30', maxConcurrentSessions: 8 },
    };
    const extensions = {
      http: honoured.http,
      durableTask: { ...honoured.durableTask, ...ignored.durableTask },
      serviceBus: { ...honoured.serviceBus, ...ignored.serviceBus },
    };
    const hostJson = {
      functionTimeout: '00:10:00',
      logging: { logLevel: { default: 'Warning' } },
      extensions,
    };
    await start('', { log: (entry) => log.push(entry) }, hostJson);

    expect(log.map(({ message }) => /"extensions\.(.*)"/.exec(message)?.[1])).toEqual([
      'durableTask.overridableExistingInstanceStates',
      'durableTask.httpSettings.defaultAsyncRequestSleepTimeMilliseconds',
      'serviceBus.maxBatchWaitTime',
      'serviceBus.maxConcurrentSessions',
    ]);
  });

  test('notes that keys are not checked', async () => {
    const log: LogEntry[] = [];
    await start(`http('f', () => '', { authLevel: 'function' });`, { log: (entry) => log.push(entry) });

    expect(log.map(({ message }) => message)).toEqual([
      '"f" asks for authLevel "function"; keys are not checked (auth is off)',
    ]);
  });

  test('lists the functions with their triggers', async () => {
    const host = await start(`http('f', () => ''); trigger('a', { type: 'activityTrigger' });`);

    expect(host.functions).toEqual([
      { name: 'f', trigger: 'httpTrigger' },
      { name: 'a', trigger: 'activityTrigger' },
    ]);
  });

  test('gives the app its settings before it is loaded', async () => {
    const source = `const seen = process.env.GIVEN; http('f', () => seen);`;
    const host = await start(source, { settings: { GIVEN: 'early' } });

    expect(await (await fetch(`${host.url}/api/f`)).text()).toBe('early');
  });

  test('runs several apps side by side, also the same one twice', async () => {
    const { appDirectory } = writeApp(`let calls = 0; http('count', () => String(++calls));`);
    const [one, two] = await Promise.all([
      startFunctionsHost({ appDirectory, settings: {} }),
      startFunctionsHost({ appDirectory, settings: {} }),
    ]);
    hosts.push(one, two);

    const answers = await Promise.all(
      [one, one, two].map(async ({ url }) => (await fetch(`${url}/api/count`)).text()),
    );
    expect(answers.sort()).toEqual(['1', '1', '2']);
  });

  test('loads a CommonJS entry afresh each time', async () => {
    const { appDirectory } = writeApp('');
    const entry = join(appDirectory, 'app.cjs');
    writeFileSync(
      entry,
      SDK.replace(/import (.*) from ('.*');/, 'const $1 = require($2);') + `http('cjs', () => '');`,
    );
    for (let times = 0; times < 2; times += 1) {
      const host = await startFunctionsHost({ appDirectory, entry, settings: {} });
      expect(host.functions).toEqual([{ name: 'cjs', trigger: 'httpTrigger' }]);
      await host.stop();
    }
  });

  test('stops within its bound although a function hangs, and lets go of the port', async () => {
    const host = await start(
      `http('hangs', () => { process.emit('began'); return new Promise(() => {}); });`,
      { drainTimeoutMs: 20 },
    );
    const began = once(process, 'began');
    const hanging = fetch(`${host.url}/api/hangs`).catch(() => 'cut off');
    await began;
    await Promise.all([host.stop(), host.stop()]);

    expect(await hanging).toBe('cut off');
    await expect(fetch(`${host.url}/api/other`)).rejects.toThrow();
  });

  test('waits for a running function when it stops', async () => {
    const source = `http('slow', () => {
      process.emit('began'); return new Promise((resolve) => { setTimeout(resolve, 50, 'done'); }); });`;
    const host = await start(source);
    const began = once(process, 'began');
    const slow = fetch(`${host.url}/api/slow`);
    await began;
    await host.stop();

    expect(await (await slow).text()).toBe('done');
  });
});

describe('an app of several files', () => {
  test('has its own copy of each in every host, also of one that is loaded when it runs', async () => {
    const { appDirectory } = writeApp(`
      import { state } from './state.mjs';
      http('count', async () => {
        const late = await import('./late.mjs');
        return String((state.count += 1)) + late.next();
      });`);
    writeFileSync(join(appDirectory, 'state.mjs'), 'export const state = { count: 0 };');
    writeFileSync(
      join(appDirectory, 'late.mjs'),
      'let calls = 0; export const next = () => ` ${(calls += 1)}`;',
    );
    const answers: string[] = [];

    for (const calls of [2, 1]) {
      const host = await startFunctionsHost({ appDirectory, settings: {} });
      hosts.push(host);
      for (let call = 0; call < calls; call += 1) {
        answers.push(await (await fetch(`${host.url}/api/count`)).text());
      }
    }

    expect(answers).toEqual(['1 1', '2 2', '1 1']);
  });
});
