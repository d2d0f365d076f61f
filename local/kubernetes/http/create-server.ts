import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ApiFault } from '../api-fault.ts';
import type { Cluster } from '../cluster.ts';
import { answerRequest, namespaceOfJobs, type ApiRequest } from './answer-request.ts';
import type { JobWatches } from './job-watches.ts';

export interface ServerOptions {
  readonly now: () => number;
  readonly watches: JobWatches;
  /** Asked of every request; absent: none. */
  readonly token: string | undefined;
  /** Called before each request; a fault that it gives is the answer. */
  readonly trouble: () => ((request: ApiRequest) => ApiFault | undefined) | undefined;
  readonly log: (line: string) => void;
}

/** The cluster over HTTP, not yet listening. */
export function createApiServer(cluster: Cluster, options: ServerOptions): Server {
  // Longer than clients keep a connection for reuse: one closed at the moment it is used again is an error there.
  return createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    answer(cluster, request, { ...options, response }).then(
      (answered) => {
        if (answered !== undefined) send(response, answered.status, answered.headers, answered.content);
      },
      (error: unknown) => {
        refuse(response, error, options.log);
      },
    );
  });
}

/** Undefined: it is answered bit by bit. */
async function answer(
  cluster: Cluster,
  incoming: IncomingMessage,
  options: ServerOptions & { readonly response: ServerResponse },
) {
  const { pathname, searchParams: query } = new URL(incoming.url ?? '/', 'http://cluster');
  const content = await text(incoming);
  if (options.token !== undefined && incoming.headers.authorization !== `Bearer ${options.token}`) {
    throw new ApiFault(401, 'Unauthorized', 'Unauthorized');
  }
  const request = { method: incoming.method ?? '', path: decodeURI(pathname), query, body: toJson(content) };
  const fault = options.trouble()?.(request);
  if (fault !== undefined) throw fault;
  const watched = isWatch(request) ? namespaceOfJobs(request) : undefined;
  if (watched !== undefined) {
    options.watches.open(request, watched, options.response);
    return undefined;
  }
  const answered = answerRequest(cluster, request, options.now());
  return 'text' in answered
    ? { status: answered.status, headers: { 'content-type': 'text/plain' }, content: answered.text }
    : {
        status: answered.status,
        headers: { 'content-type': 'application/json' },
        content: JSON.stringify(answered.json),
      };
}

function isWatch({ method, query }: ApiRequest): boolean {
  return method === 'GET' && ['1', 'true'].includes(query.get('watch') ?? '');
}

function toJson(content: string): unknown {
  if (content === '') return undefined;
  try {
    return JSON.parse(content);
  } catch {
    throw new ApiFault(400, 'BadRequest', 'The body is not JSON.');
  }
}

function refuse(response: ServerResponse, error: unknown, log: (line: string) => void): void {
  if (!(error instanceof ApiFault)) log(String(error));
  const fault =
    error instanceof ApiFault
      ? error
      : new ApiFault(500, 'InternalError', `Fault in the stand-in: ${String(error)}`);
  const { status: code, reason, message, headers } = fault;
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  send(response, code, { 'content-type': 'application/json', ...headers }, JSON.stringify(status));
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  content: string,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(content) });
  response.end(content);
}
