import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RecordingRegistry } from '../recording-registry.ts';

export interface ServedApp {
  /** Base address, without a slash at the end. */
  readonly url: string;
  /** Method and path of each request, in their order. */
  readonly requests: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
  stop(): Promise<void>;
}

/** Serves the functions that an app has registered on 127.0.0.1, as the host would: fixed steps of a route first. */
export async function serveRegistry(app: RecordingRegistry): Promise<ServedApp> {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method ?? ''} ${pathname}${search}`);
    headers.push(request.headers);
    const found = findFunction(app, request.method ?? '', pathname.slice(1));
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    void (async () => {
      const body = await text(request);
      const answer = await app.call(found.name, {
        params: found.params,
        query: search.slice(1),
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        ),
        ...(body === '' ? {} : { body }),
      });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.text);
    })();
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, '127.0.0.1', () => {
    resolve(undefined);
  });
  await promise;
  return {
    ...{ url: `http://127.0.0.1:${portOf(server.address())}`, requests, headers },
    stop: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

interface Found {
  readonly name: string;
  readonly params: Record<string, string>;
  readonly placeholders: number;
}

function findFunction({ https }: RecordingRegistry, method: string, path: string): Found | undefined {
  const found = [...https].flatMap(([name, { methods = [], route = name }]): Found[] => {
    const params = methods.some((one) => one === method) ? match(route, path) : undefined;
    return params === undefined ? [] : [{ name, params, placeholders: Object.keys(params).length }];
  });
  return found.sort((a, b) => a.placeholders - b.placeholders)[0];
}

function match(route: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [route.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '');
    const name = /^\{(\w+)\}$/.exec(step)?.[1];
    if (name === undefined ? step !== value : value === '') return undefined;
    if (name !== undefined) params[name] = value;
  }
  return params;
}
