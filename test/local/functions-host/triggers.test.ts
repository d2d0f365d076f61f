import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

import type { LogEntry } from '../../../local/functions-host/host-log.ts';
import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { FakeMessageSource } from './support/fake-message-source.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';

const clock = new VirtualClock('2026-03-01T00:00:00Z');
const source = new FakeMessageSource();
const batches = new FakeMessageSource();
const log: LogEntry[] = [];
const addresses: unknown[] = [];
let app: BuiltApp;
let host: FunctionsHost;

beforeAll(async () => {
  app = await buildApp('triggers', { extensions: { http: { routePrefix: 'v1' } } });
  host = await startFunctionsHost({
    appDirectory: app.appDirectory,
    dataDir: app.dataDir,
    settings: { HOURLY: '0 0 * * * *', QUEUE: 'runs', BUS: 'Endpoint=sb://localhost' },
    clock,
    connectMessageSource: (address) => {
      addresses.push(address);
      return address.queueName === 'runs' ? source : batches;
    },
    drainTimeoutMs: 100,
    log: (entry) => log.push(entry),
  });
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

async function call(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`${host.url}/v1/${path}`, init);
}

async function records(): Promise<unknown[]> {
  return z.array(z.unknown()).parse(await (await call('records')).json());
}

describe('HTTP functions', () => {
  test('see method, route parameters, query, headers and body, and answer with status, headers and cookies', async () => {
    const init = { method: 'POST', headers: { 'x-given': 'yes' }, body: 'text' };
    const response = await call('things/Book/12?a=1&a=2&b=c%20d', init);

    expect(response.status).toBe(201);
    expect(response.headers.get('x-kind')).toBe('Book');
    expect(response.headers.getSetCookie()).toEqual(['a=1; path=/', 'b=2; samesite=strict; httponly']);
    expect(await response.json()).toEqual({
      method: 'POST',
      url: `${host.url}/v1/things/Book/12?a=1&a=2&b=c%20d`,
      params: { kind: 'Book', id: '12' },
      query: { a: '1,2', b: 'c d' },
      header: 'yes',
      body: 'text',
    });
  });

  test('may be asked for without an optional parameter', async () => {
    expect(await (await call('things/book')).json()).toMatchObject({ params: { kind: 'book' } });
  });

  test('are tried in the order of their names, a literal before a parameter or not, as on the platform', async () => {
    expect(await (await call('Things/Special')).json()).toMatchObject({ params: { kind: 'Special' } });
  });

  test('can take the rest of a path', async () => {
    expect(await (await call('files/a/b%20c')).text()).toBe('a/b c');
  });

  test.each(['things/book/twelve', 'things/b00k', 'things', 'unknown', '../api/nothing'])(
    'are not found at %s',
    async (path) => {
      expect((await call(path)).status).toBe(404);
    },
  );

  test('are not found by a method that they do not take', async () => {
    expect((await call('things/book', { method: 'DELETE' })).status).toBe(404);
  });

  test('that return nothing answer 204', async () => {
    expect((await call('nothing')).status).toBe(204);
  });

  test('that throw answer 500 and keep the reason to the log', async () => {
    const response = await call('throws');

    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(log.find(({ message }) => message.includes('a secret of the app'))?.category).toBe(
      'Function.throws',
    );
  });

  test('that run over functionTimeout answer 500', async () => {
    // Of a host of its own: no other function may be cut off on a machine that is slow.
    const impatient = await buildApp('triggers', { functionTimeout: '00:00:00.1' });
    onTestFinished(() => {
      impatient.remove();
    });
    const own = await startFunctionsHost({
      ...{ appDirectory: impatient.appDirectory, drainTimeoutMs: 100, log: (entry) => log.push(entry) },
      ...{ settings: { HOURLY: '0 0 * * * *', QUEUE: 'runs', BUS: 'Endpoint=sb://localhost' } },
      clock: new VirtualClock(0),
      connectMessageSource: () => new FakeMessageSource(),
    });
    onTestFinished(() => own.stop());

    expect((await fetch(`${own.url}/api/hangs`)).status).toBe(500);
    expect(
      log.some(({ message }) => message.includes('Timeout value of 100 ms was exceeded by function "hangs"')),
    ).toBe(true);
  });

  test('log under their own name', async () => {
    await call('logs');

    expect(log).toContainEqual({ level: 'warning', category: 'Function.logs.User', message: 'from the app' });
  });

  test('have what they log seen, and changed, by hooks', async () => {
    await records();

    await call('tells');

    expect(log).toContainEqual({ level: 'error', category: 'Function.tells.User', message: '…' });
    expect(await records()).toEqual([['log', 'error', 'tells']]);
  });

  test('are told a span of their own, each another', async () => {
    const [one, other] = [await (await call('tells')).text(), await (await call('tells')).text()];

    expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(other).not.toBe(one);
  });

  test('can have their inputs replaced, and their results seen, by hooks', async () => {
    await records();

    expect(await (await call('hooked')).text()).toBe('replaced');
    expect(await records()).toEqual([['result', { body: 'replaced' }]]);
  });
});

describe('Service Bus functions', () => {
  const bytes = (text: string): Buffer => Buffer.from(text);
  beforeEach(async () => {
    await records();
    source.settled.length = 0;
  });

  test('listen to the queue that their settings name; locks of batches are not renewed', () => {
    expect(addresses).toEqual([
      { connectionString: 'Endpoint=sb://localhost', queueName: 'runs', maxAutoLockRenewalMs: 300_000 },
      { connectionString: 'Endpoint=sb://localhost', queueName: 'batches', maxAutoLockRenewalMs: 0 },
    ]);
  });

  test('get the parsed body and the message’s properties (texts parsed too, as by the SDK), and complete it', async () => {
    await source.deliver('17', bytes('{"runId":"r1"}'), {
      earlierDeliveries: 2,
      applicationProperties: { A: 'x' },
    });

    expect(source.settled).toEqual(['17 completed']);
    expect(await records()).toEqual([
      [
        { runId: 'r1' },
        {
          messageId: 17,
          deliveryCount: 3,
          sequenceNumber: 7,
          lockToken: 'token',
          enqueuedTimeUtc: '2026-03-01T00:00:00.000Z',
          enqueuedTime: '2026-03-01T00:00:00.000Z',
          expiresAtUtc: '9999-12-31T23:59:59.999Z',
          expiresAt: '9999-12-31T23:59:59.999Z',
          applicationProperties: { a: 'x' },
          userProperties: { a: 'x' },
        },
      ],
    ]);
  });

  test.each([
    ['17', 17],
    ['1e3', 1000],
    ['-0.5', -0.5],
    [' null ', null],
    ['true', true],
    ['"quoted"', 'quoted'],
    ['{"a":1}', { a: 1 }],
    ['1-2', '1-2'],
    ['12e', '12e'],
    ['{not json', '{not json'],
    ['', ''],
    ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ])('see the text %j as the SDK reads it', async (text, seen) => {
    await source.deliver('m', bytes('good'), { correlationId: text });

    expect(await records()).toMatchObject([['good', { correlationId: seen }]]);
  });

  test('abandon the message when they throw', async () => {
    await source.deliver('2', bytes('bad'));

    expect(source.settled).toEqual(['2 abandoned']);
  });

  test('live with a lock that is lost', async () => {
    const lost = async (): Promise<void> => {
      throw new Error('the lock is lost');
    };
    await source.deliver('3', bytes('good'), { complete: lost });

    expect(log.at(-1)?.message).toBe('message 3 could not be completed: the lock is lost');
  });

  test('get bytes that are not text as bytes', async () => {
    await source.deliver('4', Buffer.from([0xff, 0xfe]));

    expect(await records()).toMatchObject([[{ type: 'Buffer', data: [0xff, 0xfe] }, {}]]);
  });
});

describe('Service Bus functions with cardinality many', () => {
  beforeEach(async () => {
    await records();
    batches.settled.length = 0;
  });

  test('get the bodies, and the properties as arrays', async () => {
    const properties = { correlationId: 'c', earlierDeliveries: 1, applicationProperties: { A: 'x' } };
    await batches.deliverBatch([
      batches.lock('m1', Buffer.from('{"runId":"r1"}'), properties),
      batches.lock('m2', Buffer.from('two'), { sequenceNumber: '8' }),
    ]);

    expect(batches.settled).toEqual(['m1 completed', 'm2 completed']);
    expect(await records()).toEqual([
      [
        [{ runId: 'r1' }, 'two'],
        {
          ...emptyTexts(),
          messageIdArray: ['m1', 'm2'],
          lockTokenArray: ['token', 'token'],
          correlationIdArray: ['c'],
          deliveryCountArray: [2, 1],
          sequenceNumberArray: [7, 8],
          enqueuedTimeUtcArray: ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
          enqueuedTimeArray: ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
          expiresAtUtcArray: ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
          expiresAtArray: ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
          applicationPropertiesArray: [{ a: 'x' }, {}],
          userPropertiesArray: [{ a: 'x' }, {}],
        },
      ],
    ]);
  });

  test('abandon the whole batch when they throw', async () => {
    await batches.deliverBatch([
      batches.lock('1', Buffer.from('good')),
      batches.lock('2', Buffer.from('bad')),
    ]);

    expect(batches.settled).toEqual(['1 abandoned', '2 abandoned']);
  });

  test('are not run for a batch with a body that is not text', async () => {
    await batches.deliverBatch([
      batches.lock('1', Buffer.from('good')),
      batches.lock('2', Buffer.from([0xff, 0xfe])),
    ]);

    expect(batches.settled).toEqual(['1 abandoned', '2 abandoned']);
    expect(await records()).toEqual([]);
    expect(log.at(-1)?.message).toBe(
      'a batch of 2 from message 1 on failed: the body of message 2 is not text',
    );
  });

  test('settle the rest of a batch when the lock of one message is lost', async () => {
    const lost = async (): Promise<void> => {
      throw new Error('the lock is lost');
    };
    await batches.deliverBatch([
      batches.lock('1', Buffer.from('good'), { complete: lost }),
      batches.lock('2', Buffer.from('good')),
    ]);

    expect(batches.settled).toEqual(['2 completed']);
    expect(log.at(-1)?.message).toBe('message 1 could not be completed: the lock is lost');
  });
});

/** Arrays of texts that no message has. */
function emptyTexts(): Record<string, []> {
  const names = ['contentType', 'deadLetterSource', 'label', 'partitionKey', 'replyTo', 'replyToSessionId'];
  return Object.fromEntries([...names, 'sessionId', 'subject', 'to'].map((name) => [`${name}Array`, []]));
}

describe('the durable client', () => {
  test('starts, looks at, and ends orchestrations through the host', async () => {
    const started = await call('client/c1/start');
    const links = z.record(z.string(), z.string()).parse(await started.json());
    expect(started.status).toBe(202);
    expect(links['statusQueryGetUri']).toContain(`${host.url}/runtime/webhooks/durabletask/instances/c1`);

    await call('client/c1/suspend');
    await call('client/c1/resume');
    await call('client/c1/name');
    const done = await call('client/c1/wait');

    expect([done.status, await done.json()]).toEqual([200, 'hello you']);
    expect(await (await call('client/c1/status')).json()).toMatchObject({
      runtimeStatus: 'Completed',
      input: { a: 1 },
    });
    expect(await (await call('client/c1/all')).json()).toEqual(['c1']);
    expect(await (await call('client/c1/purge')).json()).toEqual({ instancesDeleted: 1 });
  });

  test('is told when an instance is already there', async () => {
    await call('client/c2/start');

    expect((await call('client/c2/start')).status).toBe(500);
    expect((await call('client/c2/terminate')).status).toBe(200);
  });
});

describe('timer functions', () => {
  test('run at the instants of their schedule, never before', async () => {
    await records();
    clock.advance(3_599_999);
    expect((await records()).filter((record) => Array.isArray(record))).toEqual([]);
    clock.advance(1);

    expect(await records()).toContainEqual(['hourly', false, '0001-01-01T00:00:00']);
  });

  test('run when asked to', async () => {
    await records();
    await host.runTimer('HOURLY');

    expect(await records()).toMatchObject([['hourly', false, expect.any(String)]]);
  });

  test('do not overlap: instants that pass during a run are skipped', async () => {
    await call('finishSlow');
    await records();
    for (let tries = 0; tries < 20 && (await records()).length === 0; tries += 1) clock.advance(5000);
    clock.advance(60_000);
    expect(await records()).toEqual([]);
    await call('finishSlow');

    expect(await records()).toEqual(['slow ends']);
  });
});
