import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { HttpControlPlane } from '../../../local/edge-agent/control-plane.ts';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const DESIRED = { generation: 3, edges: [] };
const REPORT = { session: 1, sequence: 1, obeys: 3, edges: [] };

describe('HttpControlPlane', () => {
  let server: Server;
  let answer: Answer;
  let asked: {
    method: string | undefined;
    url: string | undefined;
    key: string | undefined;
    body: unknown;
  }[];
  let plane: HttpControlPlane;

  beforeEach(async () => {
    asked = [];
    server = createServer((request: IncomingMessage, response) => {
      const { method, url, headers } = request;
      void (method === 'GET' ? Promise.resolve(undefined) : json(request)).then((body) => {
        asked.push({ method, url, key: headers.authorization, body });
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const options = { url: `http://127.0.0.1:${port}`, key: 'ek_1' };
    plane = new HttpControlPlane(options, { site: 'north', agent: 'e' });
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  test('registers, reports and pulls at the addresses of its agent, with its key', async () => {
    const pace = { reportEverySeconds: 5, leaseSeconds: 30 };
    answer = { status: 200, body: { session: 1, ...pace, desired: DESIRED, reported: [] } };
    await plane.register({ instanceId: 'a1b2c3d4', edges: [{ edge: 'e', availableWatts: 10 }] });
    answer = { status: 200, body: { ...pace, generation: 3 } };
    await plane.report(REPORT);
    answer = { status: 200, body: DESIRED };
    const desired = await plane.desired({ after: 2, waitSeconds: 7 }, new AbortController().signal);

    expect(desired).toEqual(DESIRED);
    expect(asked).toMatchObject([
      { method: 'PUT', url: '/api/edge-sites/north/agents/e', key: 'Bearer ek_1' },
      { method: 'POST', url: '/api/edge-sites/north/agents/e/reports', body: REPORT },
      { method: 'GET', url: '/api/edge-sites/north/agents/e/desired?after=2&waitSeconds=7' },
    ]);
  });

  test('hears of no other work when there is none', async () => {
    answer = { status: 204 };

    expect(await plane.desired({ after: 3, waitSeconds: 0 }, new AbortController().signal)).toBeUndefined();
  });

  test.each([
    [404, 'unknown-agent'],
    [409, 'superseded'],
    [403, 'refused'],
    [410, 'refused'],
    [429, 'away'],
    [503, 'away'],
  ])('takes %i for %s', async (status, reason) => {
    answer = { status, body: { title: 'No.', detail: 'Because.' }, headers: { 'retry-after': '7' } };

    const reported = plane.report(REPORT);

    await expect(reported).rejects.toMatchObject({ reason, retryAfterMs: reason === 'away' ? 7000 : 0 });
    await expect(reported).rejects.toThrow(`${status} No. Because.`);
  });

  test('takes an answer that it cannot read for a control plane that is away', async () => {
    answer = { status: 200, body: { generation: 'three' } };

    await expect(plane.report(REPORT)).rejects.toMatchObject({ reason: 'away' });
  });

  test('takes no answer at all for a control plane that is away', async () => {
    const nobody = new HttpControlPlane({ url: 'http://127.0.0.1:1' }, { site: 'north', agent: 'e' });

    await expect(nobody.report(REPORT)).rejects.toMatchObject({ reason: 'away' });
  });
});
