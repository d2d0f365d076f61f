import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import {
  readLogs,
  readMetrics,
  readTraces,
  type ReceivedLog,
  type ReceivedPoint,
  type ReceivedSpan,
} from './otlp-messages.ts';
import { makeCertificate } from '../http/self-made-certificate.ts';

/** What takes telemetry by OTLP over HTTP, and by the protocol of Application Insights; or does not take it. */
export interface OtlpReceiver {
  /** Its base address, without a slash at the end. */
  readonly url: string;
  /** The same by https, which Application Insights is only spoken to by. This process believes its certificate. */
  readonly secureUrl: string;
  readonly spans: readonly ReceivedSpan[];
  readonly logs: readonly ReceivedLog[];
  readonly points: readonly ReceivedPoint[];
  /** What came for Application Insights: lines of JSON. */
  readonly envelopes: readonly string[];
  /** Everything that came, headers left out, as text: to look for what must not be there. */
  everything(): string;
  readonly headers: readonly Readonly<Record<string, unknown>>[];
  /** How many requests came, answered or not. */
  readonly requests: number;
  /** What becomes of requests from now on. */
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

export type Behaviour = 'take' | 'refuse' | 'hang';

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const headers = new Array<Readonly<Record<string, unknown>>>();
  const received = {
    spans: new Array<ReceivedSpan>(),
    logs: new Array<ReceivedLog>(),
    points: new Array<ReceivedPoint>(),
    envelopes: new Array<string>(),
  };
  const bodies: Buffer[] = [];
  let behaviour: Behaviour = 'take';
  let requests = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    if (behaviour === 'hang') return;
    const raw = await buffer(request);
    if (behaviour === 'refuse') {
      response.writeHead(403).end();
      return;
    }
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    bodies.push(body);
    headers.push(request.headers);
    const path = request.url ?? '';
    if (path === '/v1/traces') received.spans.push(...readTraces(body));
    else if (path === '/v1/logs') received.logs.push(...readLogs(body));
    else if (path === '/v1/metrics') received.points.push(...readMetrics(body));
    else {
      const lines = body.toString().split('\n').filter(Boolean);
      received.envelopes.push(...lines);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ itemsReceived: lines.length, itemsAccepted: lines.length, errors: [] }));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(400).end(String(error));
    });
  };
  const certificate = makeCertificate('localhost');
  setDefaultCACertificates([...getCACertificates(), certificate.cert]);
  const servers = [createServer(handle), createSecureServer(certificate, handle)] as const;
  const [port, securePort] = await Promise.all([listening(servers[0]), listening(servers[1])]);
  return {
    ...{ ...received, headers },
    url: `http://127.0.0.1:${port}`,
    secureUrl: `https://localhost:${securePort}`,
    everything: () => Buffer.concat(bodies).toString('latin1') + JSON.stringify(received),
    get requests() {
      return requests;
    },
    behave: (next) => {
      behaviour = next;
      // Whoever waits for an answer that will not come sees that at once.
      if (next !== 'hang') for (const server of servers) server.closeAllConnections();
    },
    stop: async () => {
      await Promise.all(
        servers.map(async (server) => {
          const closed = once(server, 'close');
          server.close();
          server.closeAllConnections();
          await closed;
        }),
      );
    },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
