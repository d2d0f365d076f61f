import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { faultSchema } from './fault.ts';
import { queueEntry } from './queue-entry.ts';
import { type ServiceBusAdmin, UnknownQueue } from './service-bus-admin.ts';

/** A refusal: HTTP status and what is wrong. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface AdminRequest {
  readonly query: URLSearchParams;
  readonly readBody: () => Promise<unknown>;
  /** The queue that the path names, if it names one. */
  readonly queue: string;
}

type Route = (admin: ServiceBusAdmin, request: AdminRequest) => unknown;

const MAX_BODY_BYTES = 65_536;
const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost'];

/** As the administration client of the SDK asks for a queue: `/runs?api-version=2021-05`. */
const ADMINISTRATION_PATH = /^\/([^/]+)$/;
const QUEUE_PATH = /^\/queues\/([^/]+)(\/messages)?$/;

const peekQuery = z.strictObject({
  from: z.coerce.number().pipe(z.int().min(0)).optional(),
  count: z.coerce.number().pipe(z.int().min(1).max(10_000)).optional(),
});

const ROUTES: ReadonlyMap<string, Readonly<Record<string, Route>>> = new Map<
  string,
  Readonly<Record<string, Route>>
>([
  ['/queues', { GET: (admin) => ({ queues: admin.queues() }) }],
  ['/queues/{queue}', { GET: (admin, { queue }) => admin.queue(queue) }],
  [
    '/queues/{queue}/messages',
    {
      GET: (admin, { queue, query }) => ({
        messages: admin.peek(queue, peekQuery.parse(Object.fromEntries(query))),
      }),
      DELETE: (admin, { queue }) => ({ removed: admin.purge(queue) }),
    },
  ],
  [
    '/faults',
    {
      POST: async (admin, { readBody }) => {
        const fault = faultSchema.parse(await readBody());
        return { affected: admin.inject(fault) };
      },
      DELETE: (admin) => {
        admin.clearFaults();
        return {};
      },
    },
  ],
]);

/** The operator's HTTP port on 127.0.0.1: JSON in, JSON out; an error is `{ error }` with a 4xx status. */
export class AdminServer {
  readonly #admin: ServiceBusAdmin;
  readonly #server: Server;

  constructor(admin: ServiceBusAdmin) {
    this.#admin = admin;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        (body) => {
          if (body instanceof Entry) body.send(response);
          else send(response, 200, body);
        },
        (error: unknown) => {
          sendError(response, error);
        },
      );
    });
  }

  /** @param port 0 for a free one. @returns the port. @throws Error with code EADDRINUSE when it is taken. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string')
      throw new Error('The admin server has no TCP address.');
    return address.port;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    const { method = '', url = '/', headers } = request;
    const target = new URL(url, 'http://127.0.0.1');
    // A web page can reach this port under a name of its own; it cannot claim one of these.
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    if (!LOOPBACK_NAMES.includes(host))
      throw new Refusal(403, `Requests for the host '${host}' are not answered.`);
    if (target.searchParams.has('api-version')) return this.#administer(method, target.pathname);
    const { path, queue } = toRoute(target.pathname);
    const methods = ROUTES.get(path);
    if (methods === undefined) throw new Refusal(404, `There is nothing at ${target.pathname}.`);
    const run = methods[method];
    if (run === undefined) {
      throw new Refusal(405, `${path} answers ${Object.keys(methods).join(', ')}, not ${method}.`);
    }
    return run(this.#admin, { queue, query: target.searchParams, readBody: () => readJson(request) });
  }

  #administer(method: string, pathname: string): Entry {
    const [, name] = ADMINISTRATION_PATH.exec(pathname) ?? [];
    if (method === 'GET' && name !== undefined) return new Entry(queueEntry(this.#admin.queue(name)));
    throw new Refusal(501, `Of the administration only reading a queue is there, not ${method} ${pathname}.`);
  }
}

/** An Atom entry, in place of JSON. */
class Entry {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  send(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/atom+xml;type=entry;charset=utf-8' });
    response.end(this.#text);
  }
}

function toRoute(pathname: string): { readonly path: string; readonly queue: string } {
  const [, queue, messages = ''] = QUEUE_PATH.exec(pathname) ?? [];
  if (queue === undefined) return { path: pathname, queue: '' };
  try {
    return { path: `/queues/{queue}${messages}`, queue: decodeURIComponent(queue) };
  } catch {
    throw new Refusal(400, `'${queue}' is not percent-encoded text.`);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  // A web page can send other types without asking first.
  if (request.headers['content-type']?.startsWith('application/json') !== true) {
    throw new Refusal(415, 'The content type must be application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(z.instanceof(Uint8Array).parse(chunk));
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof Refusal) send(response, error.status, { error: error.message });
  else if (error instanceof UnknownQueue) send(response, 404, { error: error.message });
  else if (error instanceof z.ZodError) send(response, 400, { error: z.prettifyError(error) });
  else send(response, 500, { error: String(error) });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body, undefined, 2)}\n`);
}
