import type { Socket } from 'node:net';
import type { Script } from './scripted-server.ts';

/** A proper answer, for comparison. */
export function answers(
  body: string,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Script {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`;
  return sends(`HTTP/1.1 ${status} Some\r\n${lines.join('')}${length}\r\n${body}`);
}

export function redirectsTo(location: string, status = 302): Script {
  return answers('moved', { status, headers: { location } });
}

/** These bytes (Latin-1), then the end of the connection. */
export function sends(text: string): Script {
  return ({ socket }) => {
    socket.end(text, 'latin1');
  };
}

/** These bytes, then nothing, with the connection open: of a head, of a body, or `''` for no answer at all. */
export function stallsAfter(text: string): Script {
  return ({ socket }) => {
    if (text !== '') socket.write(text);
  };
}

/** These bytes, then a reset in place of an end. */
export function resetsAfter(text: string): Script {
  return ({ socket }) => {
    if (text === '') socket.resetAndDestroy();
    // The reset would overtake bytes that are still under way to the reader.
    else socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20));
  };
}

/** These bytes, then one more every few milliseconds, for ever. */
export function tricklesAfter(text: string, everyMs = 5): Script {
  return ({ socket }) => {
    socket.write(text);
    const timer = setInterval(() => socket.write('x'), everyMs);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
}

/** A body without an end and without a length, as fast as it is taken. */
export function neverEnds(headers: Readonly<Record<string, string>> = {}): Script {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return ({ socket }) => {
    socket.write(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`);
    pour(socket);
  };
}

function pour(socket: Socket): void {
  const piece = Buffer.alloc(16 * 1024, 'x');
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}

/** Another script for each target; any other target is answered with 404. */
export function byTarget(scripts: Readonly<Record<string, Script>>): Script {
  return (exchange) => {
    const script = scripts[exchange.target] ?? answers('', { status: 404 });
    script(exchange);
  };
}
