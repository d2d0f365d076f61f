import { once } from 'node:events';
import { createServer, request } from 'node:http';

interface BreakingProxy {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Stands in front of a blob service and breaks off the first download after some bytes. */
export async function startBreakingProxy(
  connectionString: string,
  afterBytes: number,
): Promise<BreakingProxy> {
  const target = new URL(/BlobEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? '');
  let isBroken = false;
  const server = createServer((incoming, answer) => {
    const { method, url: path, headers } = incoming;
    const forwarded = request({ hostname: target.hostname, port: target.port, method, path, headers });
    incoming.pipe(forwarded);
    forwarded.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      const length = Number(response.headers['content-length'] ?? 0);
      if (isBroken || method !== 'GET' || length <= afterBytes) {
        response.pipe(answer);
        return;
      }
      isBroken = true;
      let left = afterBytes;
      response.on('data', (chunk: Buffer) => {
        if (left > 0) answer.write(chunk.subarray(0, left), () => left <= 0 && answer.destroy());
        left -= chunk.length;
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return {
    connectionString: connectionString.replaceAll(target.host, `127.0.0.1:${address.port}`),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
