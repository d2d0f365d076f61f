import { request as sendRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { PATIENCE } from '../../support/patience.ts';

const MEGABYTE = 1024 * 1024;
const NDJSON = { 'content-type': 'application/x-ndjson' };
let app: BuiltApp;
let host: FunctionsHost;

beforeAll(async () => {
  app = await buildApp('stream-body', { extensions: { http: { routePrefix: '' } } });
  host = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {} });
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

async function post(body: string | ReadableStream<Uint8Array>, headers = NDJSON): Promise<Response> {
  return fetch(`${host.url}/api/lines`, { method: 'POST', headers, body, duplex: 'half' });
}

/** So many bytes of lines of 1,024 bytes each. */
const linesOf = (bytes: number) => `${'x'.repeat(1023)}\n`.repeat(bytes / 1024);

/** The same without a length said before. */
function chunked(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode(linesOf(64 * 1024));
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) controller.close();
      else controller.enqueue(chunk);
      left -= chunk.length;
    },
  });
}

describe('an operation whose body is a stream', () => {
  test('reads 8 MB of lines in pieces', async () => {
    const answer = await post(linesOf(8 * MEGABYTE));

    const { lines, chunks } = z.object({ lines: z.number(), chunks: z.number() }).parse(await answer.json());
    expect(lines).toBe(8 * 1024);
    expect(chunks).toBeGreaterThan(8);
  });

  test('has read the first lines before the last have been sent', async () => {
    const request = sendRequest(`${host.url}/api/lines`, { method: 'POST', headers: NDJSON });
    request.on('error', () => undefined);
    request.write('{}\n{}\n');

    await vi.waitFor(async () => {
      expect(await (await fetch(`${host.url}/api/linesSoFar`)).json()).toEqual({ lines: 2 });
    }, PATIENCE);
    request.destroy();
  });

  test('is refused unread when it says that it is longer', async () => {
    const answer = await post(linesOf(9 * MEGABYTE));

    expect(answer.status).toBe(413);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  test('is refused when it turns out to be longer', async () => {
    expect((await post(chunked(9 * MEGABYTE))).status).toBe(413);
  });

  test('is refused when it is of another type', async () => {
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
  });
});
