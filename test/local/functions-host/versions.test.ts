import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest';
import {
  compareVersions,
  isRunnable,
  type VersionRules,
} from '../../../local/functions-host/durable/engine/orchestration-version.ts';
import type { LogEntry } from '../../../local/functions-host/host-log.ts';
import {
  startFunctionsHost,
  type FunctionsHost,
} from '../../../local/functions-host/start-functions-host.ts';
import { buildApp, type BuiltApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

describe('compareVersions', () => {
  test.each([
    ['1.0', '1.0', 0],
    ['1.9', '1.10', -1],
    ['2.0', '1.10.5', 1],
    ['1.0', '1.0.0', -1],
    // One number alone is no version to the platform, so it is text.
    ['9', '10', 1],
    ['Blue', 'blue', 0],
    ['1.0', 'beta', -1],
    [undefined, '0.0', -1],
    ['', undefined, 0],
  ])('of %s and %s', (one, other, expected) => {
    expect(Math.sign(compareVersions(one, other))).toBe(expected);
    expect(Math.sign(compareVersions(other, one))).toBe(expected === 0 ? 0 : -expected);
  });
});

describe('isRunnable', () => {
  const rules = (versionMatchStrategy: VersionRules['versionMatchStrategy']): VersionRules => ({
    ...{ defaultVersion: '2.0', versionMatchStrategy, versionFailureStrategy: 'Reject' },
  });

  test.each([
    ['None', [true, true, true, true]],
    ['Strict', [false, false, true, false]],
    ['CurrentOrOlder', [true, true, true, false]],
  ] as const)('under %s', (strategy, expected) => {
    const found = [undefined, '1.0', '2.0', '2.1'].map((version) => isRunnable(version, rules(strategy)));

    expect(found).toEqual(expected);
  });
});

describe('a host', () => {
  let app: BuiltApp;
  let hosts: FunctionsHost[] = [];
  let log: LogEntry[] = [];

  beforeAll(async () => {
    app = await buildApp('versions');
  });

  afterEach(async () => {
    for (const host of hosts) await host.stop();
    hosts = [];
    log = [];
  });

  afterAll(() => {
    app.remove();
  });

  /** Starts the app as one of its versions, on what the ones before it have left. */
  async function start(durableTask: object, dataDir?: string) {
    for (const host of hosts.splice(0)) await host.stop();
    const hostJson = { version: '2.0', extensions: { durableTask } };
    writeFileSync(join(app.appDirectory, 'host.json'), JSON.stringify(hostJson));
    const { appDirectory } = app;
    const options = { appDirectory, settings: {}, log: (entry: LogEntry) => log.push(entry) };
    const host = await startFunctionsHost(dataDir === undefined ? options : { ...options, dataDir });
    hosts.push(host);
    return { host, durable: new DurableHttp(host.url) };
  }

  const ended = ({ runtimeStatus }: { readonly runtimeStatus: string }) =>
    runtimeStatus === 'Completed' || runtimeStatus === 'Failed';

  async function release(durable: DurableHttp, id: string) {
    await durable.post(`instances/${id}/raiseEvent/go`);
  }

  test('gives no version where none is set', async () => {
    const { durable } = await start({});
    await durable.start('tellVersion', 'none');
    await release(durable, 'none');

    expect((await durable.until('none', ended)).output).toEqual([null, null]);
  });

  test('keeps the version that an orchestration was started with, over an upgrade and a continue-as-new', async () => {
    const dataDir = join(app.dataDir, 'upgrade');
    const { durable: before } = await start({ defaultVersion: '1.0' }, dataDir);
    await before.start('tellVersion', 'told');
    await before.start('continueOnce', 'continued');
    await before.until('told', ({ runtimeStatus }) => runtimeStatus === 'Running');

    const { durable: after } = await start({ defaultVersion: '1.1' }, dataDir);
    await release(after, 'told');
    await release(after, 'continued');
    await after.start('tellVersion', 'fresh');
    await release(after, 'fresh');

    expect((await after.until('told', ended)).output).toEqual(['1.0', '1.0']);
    expect((await after.until('continued', ended)).output).toBe('1.0');
    expect((await after.until('fresh', ended)).output).toEqual(['1.1', '1.1']);
  });

  test('gives children its own version, or the one that is named', async () => {
    const { durable } = await start({ defaultVersion: '1.1' });
    await durable.start('haveChildren', 'parent');

    expect((await durable.until('parent', ended)).output).toEqual(['1.1', '1.0']);
  });

  test('starts a version that is asked for', async () => {
    const { durable } = await start({ defaultVersion: '1.1' });
    await durable.post('orchestrators/tellVersion/asked?version=1.0', null);
    await release(durable, 'asked');

    expect((await durable.until('asked', ended)).output).toEqual(['1.0', '1.0']);
  });

  test('leaves a newer orchestration alone until the app is new enough again', async () => {
    const dataDir = join(app.dataDir, 'downgrade');
    const { durable: newer } = await start({ defaultVersion: '2.0' }, dataDir);
    await newer.start('tellVersion', 'newer');
    await newer.until('newer', ({ runtimeStatus }) => runtimeStatus === 'Running');

    const { durable: older, host } = await start({ defaultVersion: '1.0' }, dataDir);
    await release(older, 'newer');
    await host.whenIdle();
    expect((await older.status('newer')).runtimeStatus).toBe('Running');
    expect(log.map(({ message }) => message)).toContain(
      "newer waits: its version is 2.0, and the app's is 1.0",
    );

    const { durable: again } = await start({ defaultVersion: '2.0' }, dataDir);
    expect((await again.until('newer', ended)).output).toEqual(['2.0', '2.0']);
  });

  test('fails a newer orchestration where that is asked for', async () => {
    const { durable } = await start({ defaultVersion: '1.0', versionFailureStrategy: 'Fail' });
    await durable.post('orchestrators/tellVersion/refused?version=2.0', null);

    const { runtimeStatus, output } = await durable.until('refused', ended);
    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain("Its version is 2.0; the app's is 1.0 (CurrentOrOlder).");
  });

  test.each([
    [{ defaultVersion: 1 }, /defaultVersion/],
    [{ versionMatchStrategy: 'Newest' }, /versionMatchStrategy/],
    [{ versionFailureStrategy: 'reject' }, /versionFailureStrategy/],
  ])('is not started with %o', async (durableTask, message) => {
    await expect(start(durableTask)).rejects.toThrow(message);
  });

  test('is not started with settings in place of host.json', async () => {
    await start({});
    const settings = { AzureFunctionsJobHost__extensions__durableTask__hubName: 'other' };
    const starting = startFunctionsHost({ appDirectory: app.appDirectory, settings });

    await expect(starting).rejects.toThrow(
      'AzureFunctionsJobHost__extensions__durableTask__hubName: settings in place of host.json',
    );
  });
});
