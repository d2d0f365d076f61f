import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import type { HttpExchange } from './http-exchange.ts';
import { BadRequest, toExchange, sendEmpty, sendJson } from './http-exchange.ts';

/** Longer than callers keep a connection: one that is closed at the moment it is used again would lose a request. */
const KEEP_ALIVE_MS = 120_000;

export type ExchangeHandler = (exchange: HttpExchange) => Promise<void>;

/**
 * The host's one listener, on the loopback address only. It listens before the app is loaded, so that a port in use
 * fails at once and the app can be told its address; until `serve` it answers 503.
 */
export class HttpServer {
  readonly #server: Server;
  readonly #log: HostLog;
  #handler: ExchangeHandler | undefined;
  #port = 0;

  private constructor(log: HostLog) {
    this.#log = log;
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** @throws the listener's own error: EADDRINUSE when the port is taken. */
  static async listen(port: number, log: HostLog): Promise<HttpServer> {
    const server = new HttpServer(log);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(port, '127.0.0.1', () => {
        server.#server.off('error', reject);
        server.#port = portOf(server.#server.address());
        resolve();
      });
    });
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  serve(handler: ExchangeHandler): void {
    this.#handler = handler;
  }

  /** Takes no new connection; those that are answering may finish. */
  closeListener(): void {
    this.#handler = undefined;
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  closeConnections(): void {
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const exchange = toExchange(request, response, this.origin);
      if (this.#handler === undefined) sendEmpty(response, 503);
      else await this.#handler(exchange);
    } catch (error) {
      this.#refuse(error, response);
    }
  }

  #refuse(error: unknown, response: ServerResponse): void {
    // The caller has gone away, or has begun to be answered: nothing can be said any more.
    if (response.destroyed || response.headersSent) return;
    if (error instanceof BadRequest) {
      const body = { message: error.message };
      sendJson(response, { status: error.status, body, headers: { connection: 'close' } });
      return;
    }
    this.#log({ level: 'error', category: 'Host.Http', message: messageOf(error) });
    sendEmpty(response, 500);
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return address.port;
}
