import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** What is asked of the blob service, in one word; `other` for what no test is about. */
export type BlobRequest = 'read' | 'write' | 'block' | 'block-list' | 'look' | LeaseRequest | 'other';
type LeaseRequest = 'acquire' | 'renew' | 'release' | 'break';

/** `drop`: it never arrives. `lose`: it is done, and the answer never arrives. */
export type Fate = 'pass' | 'drop' | 'lose';

export interface FaultyProxy {
  readonly connectionString: string;
  /** Asked for each request when it comes; it goes on when that is settled. */
  fateOf: (request: BlobRequest) => Promise<Fate>;
  stop(): Promise<void>;
}

/** Stands in front of a blob service and does to requests what a test says. */
export async function startFaultyProxy(connectionString: string): Promise<FaultyProxy> {
  const target = new URL(/BlobEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? '');
  const server = createServer((incoming, answer) => {
    const { method = '', url: path = '', headers } = incoming;
    const word = wordOf(method, path, String(headers['x-ms-lease-action']));
    void proxy.fateOf(word).then((fate) => {
      if (fate === 'drop') {
        answer.destroy();
        return;
      }
      const forwarded = request({ hostname: target.hostname, port: target.port, method, path, headers });
      incoming.pipe(forwarded);
      forwarded.on('response', (response) => {
        if (fate === 'lose') {
          response.resume().on('end', () => answer.destroy());
          return;
        }
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const proxy: FaultyProxy = {
    connectionString: connectionString.replaceAll(target.host, `127.0.0.1:${address.port}`),
    fateOf: async () => 'pass',
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

/** The fate of the first request of a kind; all others pass. */
export function firstIs(kind: BlobRequest, fate: Fate): FaultyProxy['fateOf'] {
  return first(kind, async () => fate);
}

/** What happens at the first request of a kind; all others pass. */
export function first(kind: BlobRequest, happens: () => Promise<Fate>): FaultyProxy['fateOf'] {
  let isOver = false;
  return async (word) => {
    if (isOver || word !== kind) return 'pass';
    isOver = true;
    return happens();
  };
}

const LEASE_REQUESTS: readonly LeaseRequest[] = ['acquire', 'renew', 'release', 'break'];

function wordOf(method: string, path: string, leaseAction: string): BlobRequest {
  const operation = new URL(path, 'http://localhost').searchParams.get('comp');
  const lease = LEASE_REQUESTS.find((each) => each === leaseAction);
  if (operation === 'lease') return lease ?? 'other';
  if (operation === 'block') return 'block';
  if (operation === 'blocklist') return 'block-list';
  if (operation !== null) return 'other';
  if (method === 'GET') return 'read';
  if (method === 'HEAD') return 'look';
  return method === 'PUT' ? 'write' : 'other';
}
