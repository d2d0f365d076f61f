import type { IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface MailService {
  readonly endpoint: string;
  readonly requests: readonly ServiceRequest[];
  stop(): Promise<void>;
}

/** What Azure Communication Services would be to a client: answers as told; undefined: not at all. */
export async function startMailService(
  tls: { readonly key: string; readonly cert: string },
  answer: (request: ServiceRequest, endpoint: string) => ServiceAnswer | undefined,
): Promise<MailService> {
  const requests: ServiceRequest[] = [];
  let endpoint = '';
  const server = createTlsServer(tls, (incoming, outgoing) => {
    void readRequest(incoming).then((request) => {
      requests.push(request);
      const reply = answer(request, endpoint);
      if (reply === undefined) return;
      outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      outgoing.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `https://localhost:${z.object({ port: z.number() }).parse(server.address()).port}`;
  return {
    endpoint,
    requests,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const body = await text(incoming);
  const { method = '', url = '' } = incoming;
  const headers = z.record(z.string(), z.string().optional().catch(undefined)).parse(incoming.headers);
  return { method, path: url.split('?')[0] ?? '', headers, body: body === '' ? undefined : JSON.parse(body) };
}
