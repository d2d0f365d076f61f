import { request as sendRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';

import type { LogEntry } from '../../../local/functions-host/host-log.ts';
import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { PATIENCE } from '../../support/patience.ts';

const MEGABYTE = 1024 * 1024;
const log: LogEntry[] = [];
let app: BuiltApp;
let host: FunctionsHost;

beforeAll(async () => {
  app = await buildApp('streaming');
  host = await startFunctionsHost({
    appDirectory: app.appDirectory,
    settings: {},
    drainTimeoutMs: 100,
    log: (entry) => log.push(entry),
  });
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

async function call(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`${host.url}/api/${path}`, init);
}

/** A body whose chunks are sent one by one. */
function openRequest(path: string, headers: Record<string, string> = {}) {
  const request = sendRequest(`${host.url}/api/${path}`, { method: 'POST', headers });
  request.on('error', () => undefined);
  return request;
}

async function untilSeen(expected: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    expect(await (await call('seen')).json()).toEqual(expected);
  }, PATIENCE);
}

async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    request.once('response', resolve);
  });
}

async function* textsOf({ body }: Response): AsyncGenerator<string> {
  const chunks: AsyncIterable<unknown> | null = body;
  const decoder = new TextDecoder();
  for await (const chunk of chunks ?? []) yield decoder.decode(z.instanceof(Uint8Array).parse(chunk));
}

describe('an app that streams', () => {
  test('sees method, route parameters, query, headers and body, and answers with status, headers and cookies', async () => {
    const init = { method: 'POST', headers: { 'x-given': 'yes' }, body: 'text' };
    const response = await call('things/Book/12?a=1&b=c%20d', init);

    expect(response.status).toBe(201);
    expect(response.headers.get('x-kind')).toBe('Book');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; HttpOnly; SameSite=Strict']);
    expect(await response.json()).toEqual({
      method: 'POST',
      url: `${host.url}/api/things/Book/12?a=1&b=c%20d`,
      params: { kind: 'Book', id: '12' },
      query: { a: '1', b: 'c d' },
      header: 'yes',
      body: 'text',
    });
  });

  test('answers HEAD without a body', async () => {
    const response = await call('things/Book', { method: 'HEAD' });

    expect(response.status).toBe(201);
    expect(await response.text()).toBe('');
  });

  test('hears a body as it comes, and is heard meanwhile', async () => {
    const request = openRequest('converse');
    request.write('one');
    const answers: string[] = [];
    for await (const chunk of await answerTo(request)) {
      answers.push(String(chunk));
      if (answers.length === 1) request.end('two');
    }

    expect(answers).toEqual(['heard one', 'heard two']);
  });

  test('reads 2 MB in pieces', async () => {
    const response = await call('measure', { method: 'POST', body: new Uint8Array(2 * MEGABYTE) });

    const { bytes, chunks } = z
      .object({ bytes: z.number(), chunks: z.number() })
      .parse(await response.json());
    expect(bytes).toBe(2 * MEGABYTE);
    expect(chunks).toBeGreaterThan(2);
  });

  test.each(['content-length', 'transfer-encoding'])(
    'is not sent what a GET brings along (%s), nor kept waiting for it',
    async (framing) => {
      for (let count = 0; count < 3; count += 1) {
        const headers = { [framing]: framing === 'content-length' ? '9' : 'chunked' };
        const request = sendRequest(`${host.url}/api/seen`, { method: 'GET', headers });
        request.end('of no use');
        expect((await answerTo(request)).resume().statusCode).toBe(200);
      }
      expect((await call('seen')).status).toBe(200);
    },
  );

  test('reads the body of a DELETE whose length was not said', async () => {
    for (let count = 0; count < 3; count += 1) {
      const headers = { 'transfer-encoding': 'chunked' };
      const request = sendRequest(`${host.url}/api/measure`, { method: 'DELETE', headers });
      request.end('GET /api/seen HTTP/1.1\r\n\r\n');
      const answer = await answerTo(request);

      expect(answer.statusCode).toBe(200);
      expect(JSON.parse(await text(answer))).toMatchObject({ bytes: 26 });
    }
  });

  test('may answer before a body has come', async () => {
    const request = openRequest('refuses', { 'content-length': String(MEGABYTE) });
    request.write('x');
    const answer = await answerTo(request);

    expect(answer.statusCode).toBe(413);
    expect(await text(answer)).toBe('too long');
    request.destroy();
  });

  test('notices a caller who breaks off', async () => {
    const request = openRequest('reads', { 'content-length': '1000' });
    request.write('x');
    await untilSeen(['begun']);
    request.destroy();

    await untilSeen(['begun', 'broken off']);
  });

  test('sends events as they come', async () => {
    const events = textsOf(await call('events'));

    expect((await events.next()).value).toBe('data: first\n\n');
    await call('goOn');
    expect((await events.next()).value).toBe('data: second\n\n');
    expect((await events.next()).done).toBe(true);
  });

  test('sends a large answer whole', async () => {
    expect((await (await call('large')).arrayBuffer()).byteLength).toBe(2 * MEGABYTE);
  });

  test('that returns nothing answers 204', async () => {
    const response = await call('nothing');

    expect(response.status).toBe(204);
  });

  test('that throws answers 500 without its words, which are logged', async () => {
    const response = await call('throws');

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect(log.some(({ message }) => message.includes('a secret of the app'))).toBe(true);
  });

  test('that throws in the midst of an answer breaks it off', async () => {
    const response = await call('breaks');

    expect(response.status).toBe(200);
    await call('goOn');
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('that hangs is given up after its time', async () => {
    // Of a host of its own: no other function may be cut off on a machine that is slow.
    const impatient = await buildApp('streaming', { functionTimeout: '00:00:00.1' });
    onTestFinished(() => {
      impatient.remove();
    });
    const own = await startFunctionsHost({
      ...{ appDirectory: impatient.appDirectory, settings: {}, drainTimeoutMs: 100 },
    });
    onTestFinished(() => own.stop());

    expect((await fetch(`${own.url}/api/hangs`)).status).toBe(500);
  });

  test('is called by one connection after another request has used it', async () => {
    const statuses = [];
    for (let n = 0; n < 20; n += 1) statuses.push((await call('seen')).status);

    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

describe('a host of an app that streams', () => {
  test('stops without waiting for an event stream, and ends it', async () => {
    const own = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {} });
    const events = textsOf(await fetch(`${own.url}/api/events`));
    await events.next();

    await own.stop();

    await expect(events.next()).rejects.toThrow('terminated');
  });

  test('answers 404 to an unknown route without reading the body', async () => {
    expect((await call('nowhere', { method: 'POST', body: 'x' })).status).toBe(404);
  });
});
