import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';

const KEYS = {
  master: 'the-master-key',
  host: { default: 'a-host-key' },
  functions: { Guarded: { default: 'its-own-key' }, other: { default: 'a-strange-key' } },
  system: { durabletask_extension: 'the-durable-key' },
};
const WEBHOOK = '/runtime/webhooks/durabletask/instances/nobody';

let app: BuiltApp;
let host: FunctionsHost;

beforeAll(async () => {
  app = await buildApp('keys');
  const keys = join(app.appDirectory, 'keys.json');
  writeFileSync(keys, JSON.stringify(KEYS));
  host = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {}, auth: 'enforce', keys });
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

async function statusOf(path: string, key?: string): Promise<number> {
  const headers: Record<string, string> = key === undefined ? {} : { 'x-functions-key': key };
  return (await fetch(`${host.url}${path}`, { headers })).status;
}

describe('with auth "enforce"', () => {
  test.each([
    ['/api/open', undefined, 200],
    ['/api/guarded', undefined, 401],
    ['/api/guarded', 'wrong', 401],
    ['/api/guarded', 'its-own-key', 200],
    ['/api/guarded', 'a-host-key', 200],
    ['/api/guarded', 'the-master-key', 200],
    ['/api/guarded', 'a-strange-key', 401],
    ['/api/guarded', 'the-durable-key', 401],
    ['/api/locked', 'a-host-key', 401],
    ['/api/locked', 'the-master-key', 200],
    [WEBHOOK, undefined, 401],
    [WEBHOOK, 'a-host-key', 401],
    [WEBHOOK, 'the-durable-key', 404],
  ])('%s with the key %s answers %d', async (path, key, status) => {
    expect(await statusOf(path, key)).toBe(status);
  });

  test('a key may be given in the address', async () => {
    expect(await statusOf('/api/guarded?code=its-own-key')).toBe(200);
  });

  test('the links that an app hands on open what they point to, and its own client needs no key', async () => {
    const response = await fetch(`${host.url}/api/links`, { headers: { 'x-functions-key': 'a-host-key' } });
    const { statusQueryGetUri } = z.object({ statusQueryGetUri: z.string() }).parse(await response.json());

    expect((await fetch(statusQueryGetUri)).status).toBe(202);
  });
});

describe('a host does not start with auth "enforce"', () => {
  test.each([
    [undefined, 'there are no keys'],
    ['/nowhere/keys.json', '/nowhere/keys.json cannot be read'],
    [{ master: '' }, 'function keys'],
    [{ master: 'm' }, 'there is no system key "durabletask_extension"'],
  ])('and keys %j', async (keys, message) => {
    const options = { appDirectory: app.appDirectory, settings: {}, auth: 'enforce' } as const;

    await expect(startFunctionsHost({ ...options, ...(keys === undefined ? {} : { keys }) })).rejects.toThrow(
      message,
    );
  });
});
