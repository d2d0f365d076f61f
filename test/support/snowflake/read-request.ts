import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Refused } from './refused.ts';

export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The token of the header `Authorization: Snowflake Token="…"`; empty without one. */
  readonly token: string;
  /** The parsed body; undefined without one. */
  readonly body: unknown;
}

export async function readRequest(message: IncomingMessage): Promise<StandInRequest> {
  const raw = await buffer(message);
  const text = (message.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8');
  const url = new URL(message.url ?? '/', 'http://stand-in');
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return {
    method: message.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    token: /^Snowflake Token="(.*)"$/.exec(message.headers.authorization ?? '')?.[1] ?? '',
    body,
  };
}

export interface Answer {
  readonly code?: string;
  readonly data: unknown;
}

export function succeed(response: ServerResponse, { code, data }: Answer): void {
  send(response, 200, { success: true, code: code ?? null, message: null, data });
}

/** Snowflake says 200 with `success: false` of what it refuses. */
export function refuse(response: ServerResponse, refused: Refused, queryId?: string): void {
  const { code, sqlState, message } = refused;
  send(response, 200, { success: false, code, message, data: { sqlState, queryId, errorCode: code } });
}

export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
