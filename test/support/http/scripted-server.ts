import { once } from 'node:events';
import { createServer as createTcpServer, isIPv6, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { z } from 'zod';

/** What a server does with a request once it has arrived whole; nothing else happens on the connection. */
export type Script = (exchange: ScriptedExchange) => void;

export interface ScriptedExchange {
  readonly socket: Socket;
  /** The first line without its version: `GET /report?ticket=1`. */
  readonly target: string;
  readonly request: string;
  /** How many requests were there before. */
  readonly index: number;
}

export interface ScriptedServer {
  readonly port: number;
  /** `http://127.0.0.1:1234`, without a slash at the end. */
  readonly origin: string;
  /** As they came, heads and bodies. */
  readonly requests: readonly string[];
  /** Connections so far, closed ones too. */
  readonly connectionCount: number;
  /** Resolves as soon as no connection is open, also when none was. */
  allClosed(): Promise<void>;
  stop(): Promise<void>;
}

export interface ScriptedServerOptions {
  /** PEM; the server then speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Loopback address to listen at; default 127.0.0.1. */
  readonly address?: string;
  readonly port?: number;
  /** Bytes that are sent as soon as a connection is there, before TLS and any request. */
  readonly greeting?: string;
}

/** A server that misbehaves exactly as told, byte by byte. Answers one request a connection. */
export async function startScriptedServer(
  script: Script,
  { tls, address = '127.0.0.1', port: wantedPort = 0, greeting = '' }: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  let connectionCount = 0;
  const serve = (socket: Socket): void => {
    readRequest(socket, (request) => {
      const target = request.slice(0, request.indexOf(' HTTP/'));
      script({ socket, request, target, index: requests.push(request) - 1 });
    });
  };
  const server = tls === undefined ? createTcpServer(serve) : createTlsServer(tls, serve);
  // Before TLS: a connection without a good handshake is a connection too.
  server.on('connection', (socket: Socket) => {
    connectionCount += 1;
    open.add(socket);
    if (greeting !== '') socket.write(greeting);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      server.emit('connectionClosed');
    });
  });
  const port = await listen(server, address, wantedPort);
  const host = isIPv6(address) ? `[${address}]` : address;
  return {
    port,
    origin: `${tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    requests,
    get connectionCount() {
      return connectionCount;
    },
    async allClosed() {
      while (open.size > 0) await once(server, 'connectionClosed');
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, address: string, wantedPort: number): Promise<number> {
  server.listen(wantedPort, address);
  await once(server, 'listening');
  return z.object({ port: z.number() }).parse(server.address()).port;
}

function readRequest(socket: Socket, done: (request: string) => void): void {
  let text = '';
  const collect = (piece: Buffer): void => {
    text += piece.toString('latin1');
    const headEnd = text.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(text) ?? [];
    if (text.length < headEnd + 4 + Number(length)) return;
    socket.off('data', collect);
    socket.resume();
    done(Buffer.from(text, 'latin1').toString('utf8'));
  };
  socket.on('error', () => undefined);
  socket.on('data', collect);
}
