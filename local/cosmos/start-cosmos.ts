import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createCosmosHttpServer } from './http/cosmos-http-server.ts';
import { Throttle } from './http/throttle.ts';
import type { CompositeIndex } from './sql/composite-index.ts';
import { CosmosStore } from './store/cosmos-store.ts';
import { parseContainerDefinition, type ContainerDefinition } from './store/definitions.ts';

interface ContainerOptions {
  readonly id: string;
  /** A path such as `/jobId`; fixed for the life of the container. */
  readonly partitionKey: string;
  /** Seconds after their last write that items live without a `ttl` of their own; -1 is for ever. */
  readonly defaultTtlSeconds?: number;
  /** The paths of each unique key: no two items of a partition have the same values at all paths of one. */
  readonly uniqueKeys?: readonly (readonly string[])[];
  /** What an ORDER BY of several properties can be served from. */
  readonly compositeIndexes?: readonly CompositeIndex[];
}

export interface CosmosOptions {
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  /** Where to keep the data; undefined keeps it in memory only. One process at a time can have a folder open. */
  readonly dataDir?: string;
  /** The account key, base64. */
  readonly key?: string;
  /** The clock (epoch milliseconds) for `_ts` and TTL. */
  readonly now?: () => number;
  /** Created at start when they are not there; the settings of those that are there are brought up to date. */
  readonly databases: readonly { readonly id: string; readonly containers: readonly ContainerOptions[] }[];
}

export interface CosmosServer {
  /** `http://127.0.0.1:<port>/` */
  readonly endpoint: string;
  readonly key: string;
  readonly port: number;
  /**
   * Refuses the next requests for items with 429, which the SDK retries after `retryAfterMs` (default 1) as often as
   * its policy allows; for tests of what happens when the service is short of request units.
   */
  refuseNext(requests: number, retryAfterMs?: number): void;
  /** Answers the requests it has, closes all connections, then the data. */
  stop(): Promise<void>;
}

/** Not a secret: the stand-in listens on the loopback address, and the key is the same everywhere. */
export const LOCAL_COSMOS_KEY = Buffer.from('key of the local Cosmos stand-in').toString('base64');

/**
 * Starts a stand-in for Azure Cosmos DB (NoSQL) on 127.0.0.1 that `@azure/cosmos` speaks to over http.
 *
 * Every write is on disk (see openDatabase for what that survives) before it is answered. Rejects when the port or the
 * folder is in use, or when a container that is there has another partition key than asked for.
 */
export async function startCosmos(options: CosmosOptions): Promise<CosmosServer> {
  const { port = 0, dataDir, key = LOCAL_COSMOS_KEY, now = Date.now } = options;
  const store = new CosmosStore(dataDir);
  try {
    createMissing(store, options.databases);
    const throttle = new Throttle();
    const server = createCosmosHttpServer({ store, key: createSecretKey(key, 'base64'), now, throttle });
    const actualPort = await listen(server, port);
    let stopped: Promise<void> | undefined;
    // Stopping twice is stopping once.
    const stop = (): Promise<void> => (stopped ??= stopAll(server, store));
    const refuseNext = (requests: number, retryAfterMs = 1): void => {
      throttle.refuseNext(requests, retryAfterMs);
    };
    return { endpoint: `http://127.0.0.1:${actualPort}/`, key, port: actualPort, refuseNext, stop };
  } catch (error) {
    store.close();
    throw error;
  }
}

function createMissing(store: CosmosStore, databases: CosmosOptions['databases']): void {
  for (const { id, containers } of databases) {
    const known = store.listDatabases().find((database) => database.id === id) ?? store.createDatabase(id);
    for (const container of containers) {
      const definition = toDefinition(container);
      const existing = known.containers.get(definition.id);
      if (existing === undefined) store.createContainer(id, definition);
      else store.replaceContainer(existing, definition);
    }
  }
}

function toDefinition(options: ContainerOptions): ContainerDefinition {
  const { id, partitionKey, defaultTtlSeconds, uniqueKeys, compositeIndexes } = options;
  return parseContainerDefinition({
    id,
    partitionKey: { paths: [partitionKey] },
    ...(defaultTtlSeconds === undefined ? {} : { defaultTtl: defaultTtlSeconds }),
    ...(uniqueKeys === undefined
      ? {}
      : { uniqueKeyPolicy: { uniqueKeys: uniqueKeys.map((paths) => ({ paths })) } }),
    ...(compositeIndexes === undefined ? {} : { indexingPolicy: { compositeIndexes } }),
  });
}

async function stopAll(server: Server, store: CosmosStore): Promise<void> {
  await close(server);
  store.close();
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The Cosmos stand-in has no port.');
  return address.port;
}

const STOP_PATIENCE_MS = 500;

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  // A client that has sent half a request and waits would hold the server open for ever.
  const patience = setTimeout(() => {
    server.closeAllConnections();
  }, STOP_PATIENCE_MS);
  await closed;
  clearTimeout(patience);
}
