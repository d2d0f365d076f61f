import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import blobConfiguration from 'azurite/dist/src/blob/BlobConfiguration.js';
import azurite from 'azurite/dist/src/blob/BlobServer.js';
import { IndexKeeper } from './index-keeper.ts';
import { INDEX_FILE, IndexStore } from './index-store.ts';

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

type AzuriteServer = InstanceType<(typeof azurite)['default']>;

/**
 * Starts Azurite's blob service in this process, on 127.0.0.1.
 *
 * Azurite saves its indexes every five seconds, each as a whole; a process killed in between forgets blobs that it
 * had acknowledged. Here every changing request is answered only after its changes are on disk.
 *
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function startBlob({ port = 0, dataDir }: BlobOptions): Promise<BlobServer> {
  const index = dataDir === undefined ? undefined : new IndexStore(dataDir);
  const server = new azurite.default(configure(port, dataDir));
  if (dataDir !== undefined && index !== undefined) keepIndexes(server, { dataDir, index });
  try {
    await server.start();
  } catch (error) {
    index?.close();
    throw error;
  }
  const bound = boundPort(server.httpServer);
  return {
    port: bound,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};` +
      `BlobEndpoint=http://127.0.0.1:${bound}/${ACCOUNT};`,
    stop: async () => {
      server.httpServer.closeAllConnections();
      await server.close();
      index?.close();
    },
  };
}

function configure(port: number, dataDir: string | undefined): object {
  const folder = dataDir ?? '';
  const extents = [{ locationId: 'Default', locationPath: join(folder, 'blob-extents'), maxConcurrency: 50 }];
  // Loaded only if the file is there: both are in the one that is made before.
  const index = join(folder, INDEX_FILE);
  const inMemory = dataDir === undefined;
  // No access log, no debug log, no API version check (the SDK may be newer than Azurite), no TLS, no OAuth.
  return new blobConfiguration.default(
    ...(['127.0.0.1', port, 5, index, index, extents, false, undefined, false, undefined] as const),
    ...([false, true, '', '', '', undefined, false, inMemory] as const),
  );
}

/** Keeps Azurite's two indexes on disk, and its answers back until the changes before them are kept. */
function keepIndexes(
  { httpServer, metadataStore, extentMetadataStore }: AzuriteServer,
  { dataDir, index }: { readonly dataDir: string; readonly index: IndexStore },
): void {
  const keeper = new IndexKeeper(index, [
    { part: 'blobs', database: metadataStore.db, formerFile: join(dataDir, 'blob-index.json') },
    { part: 'extents', database: extentMetadataStore.db, formerFile: join(dataDir, 'blob-extents.json') },
  ]);
  httpServer.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- the proxy passes `self` on to the method
    response.end = new Proxy(response.end, {
      apply: (end, self, values) => {
        keeper.kept().then(
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

function boundPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The blob service has no TCP address.');
  return address.port;
}
