import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One request that went through a relay, and how it was answered. */
export interface HttpExchange {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: IncomingMessage['headers'];
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: IncomingMessage['headers'];
}

export interface HttpRelay {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Passes every request on to another port of this machine and tells of each, in the order of the answers. The host
 * header stays, so that a service that answers with its own address names the relay.
 */
export async function startHttpRelay(
  targetPort: number,
  onExchange: (exchange: HttpExchange) => void,
): Promise<HttpRelay> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 120_000 }, (incoming, outgoing) => {
    relay({ agent, targetPort, incoming, outgoing }).then(onExchange, () => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  return {
    port: address.port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

interface Relayed {
  readonly agent: Agent;
  readonly targetPort: number;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

async function relay({ agent, targetPort, incoming, outgoing }: Relayed): Promise<HttpExchange> {
  const { method = 'GET', url = '/', headers } = incoming;
  const body = await buffer(incoming);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port: targetPort, method, path: url, headers };
    request(options).once('response', resolve).once('error', reject).end(body);
  });
  const answerBody = await buffer(answer);
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  outgoing.end(answerBody);
  return {
    method,
    path: url,
    requestHeaders: headers,
    requestBody: body.toString(),
    status: answer.statusCode ?? 502,
    responseHeaders: answer.headers,
  };
}
