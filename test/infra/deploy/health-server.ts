import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer of an app that is being deployed; `hang` gives none. */
export type Answer = { readonly status: number; readonly body: unknown } | 'hang';

export interface HealthServer {
  readonly url: string;
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Answers one after the other, the last again and again, on whatever path. */
export async function startHealthServer(answers: readonly Answer[]): Promise<HealthServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    send(response, answers[Math.min(asked.length, answers.length) - 1] ?? 'hang');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!isTcp(address)) throw new Error('The server has no port.');
  return {
    ...{ url: `http://127.0.0.1:${address.port}/`, asked },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  const { status, body } = answer;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function isTcp(address: string | AddressInfo | null): address is AddressInfo {
  return address !== null && typeof address === 'object';
}
