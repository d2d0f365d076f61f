import type { ServerResponse } from 'node:http';

export interface TextAnswer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a short answer; nothing the server says may be kept by a cache. */
export function sendText(response: ServerResponse, { status, text = '', headers = {} }: TextAnswer): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
}

export function sendJson(response: ServerResponse, value: object): void {
  const headers = { 'content-type': 'application/json' };
  sendText(response, { status: 200, text: JSON.stringify(value), headers });
}

/** The header Retry-After, where there is something to say in it. */
export function toRetryAfter(retryAfter: string | undefined): Readonly<Record<string, string>> {
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter };
}
