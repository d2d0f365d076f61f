import { mkdirSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import blobConfiguration from 'azurite/dist/src/blob/BlobConfiguration.js';
import azurite from 'azurite/dist/src/blob/BlobServer.js';

/** The account and key that every Azurite has; they guard nothing and are in Microsoft's documentation. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface BlobOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Absent: in memory only. */
  readonly dataDir?: string;
}

export interface BlobServer {
  readonly connectionString: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts Azurite's blob service in this process, on 127.0.0.1.
 *
 * Azurite saves its index every five seconds; a process killed in between forgets blobs that it had
 * acknowledged. Here every changing request is answered only after the index is on disk.
 *
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function startBlob({ port = 0, dataDir }: BlobOptions): Promise<BlobServer> {
  const server = new azurite.default(configure(port, dataDir));
  if (dataDir !== undefined) saveBeforeAnswering(server);
  await server.start();
  const bound = boundPort(server.httpServer);
  return {
    port: bound,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};` +
      `BlobEndpoint=http://127.0.0.1:${bound}/${ACCOUNT};`,
    stop: async () => {
      server.httpServer.closeAllConnections();
      await server.close();
    },
  };
}

function configure(port: number, dataDir: string | undefined): object {
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const folder = dataDir ?? '';
  const extents = [{ locationId: 'Default', locationPath: join(folder, 'blob-extents'), maxConcurrency: 50 }];
  const [index, extentIndex] = [join(folder, 'blob-index.json'), join(folder, 'blob-extents.json')];
  const inMemory = dataDir === undefined;
  // No access log, no debug log, no API version check (the SDK may be newer than Azurite), no TLS, no OAuth.
  return new blobConfiguration.default(
    ...(['127.0.0.1', port, 5, index, extentIndex, extents, false, undefined, false, undefined] as const),
    ...([false, true, '', '', '', undefined, false, inMemory] as const),
  );
}

function saveBeforeAnswering(server: {
  readonly httpServer: Server;
  readonly metadataStore: { readonly db: LokiDatabase };
  readonly extentMetadataStore: { readonly db: LokiDatabase };
}): void {
  const save = async () => {
    await Promise.all([server.metadataStore, server.extentMetadataStore].map(({ db }) => saveDatabase(db)));
  };
  server.httpServer.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- the proxy passes `self` on to the method
    response.end = new Proxy(response.end, {
      apply: (end, self, values) => {
        save().then(
          () => {
            Reflect.apply(end, self, values);
          },
          (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
        );
        return response;
      },
    });
  });
}

function saveDatabase(database: LokiDatabase): Promise<void> {
  return new Promise((resolve, reject) => {
    database.saveDatabase((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function boundPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The blob service has no TCP address.');
  return address.port;
}
