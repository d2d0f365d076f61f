import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request, its body not read yet. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly url: URL;
  /** The path's segments, decoded one by one, so that an encoded slash stays inside its segment. */
  readonly path: readonly string[];
  /** Reads the body to its end. Throws BadRequest when it is over the platform's limit. */
  readonly readBody: () => Promise<Buffer>;
}

/** Thrown for a request that cannot be read; `status` is the answer. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The platform's own limit of a request body, 100 MB. */
const MAX_BODY_BYTES = 104_857_600;

/** @throws BadRequest for a malformed path. */
export function toExchange(request: IncomingMessage, response: ServerResponse, origin: string): HttpExchange {
  const target = request.url ?? '/';
  const url = URL.parse(`http://${request.headers.host ?? ''}${target}`) ?? URL.parse(`${origin}${target}`);
  if (url === null) throw new BadRequest(400, 'The request target is malformed.');
  const path = decodePath(url.pathname);
  const { method = 'GET' } = request;
  return { request, response, method, url, path, readBody: async () => readBody(request) };
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendJson(response: ServerResponse, { status, body, headers = {} }: JsonAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': '0' });
  response.end();
}

function decodePath(pathname: string): string[] {
  try {
    return pathname
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch (error) {
    throw new BadRequest(400, `The path is malformed: ${String(error)}`);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw bodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw bodyTooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function bodyTooLarge(): BadRequest {
  return new BadRequest(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
