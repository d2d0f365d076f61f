import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { startCosmos, type CosmosOptions, type CosmosServer } from './cosmos/start-cosmos.ts';
import { lockDataDir } from './lock-data-dir.ts';
import { BLOB_CONTAINERS, DATABASES, QUEUES } from './resources.ts';
import {
  startServiceBus,
  type QueueDefinition,
  type ServiceBusServer,
} from './service-bus/start-service-bus.ts';
import { StartedParts, type Stoppable } from './started-parts.ts';

export interface StandInPorts {
  readonly cosmos: number;
  readonly serviceBus: number;
  readonly blob: number;
}

export interface StandInOptions {
  /** Where the state is kept; absent: in memory only, gone with the process. */
  readonly dataDir?: string | undefined;
  /** Fixed ports; 0 or absent: any free one. */
  readonly ports?: Partial<StandInPorts>;
  /** In place of the app's databases. */
  readonly databases?: CosmosOptions['databases'];
  /** In place of the app's queues. */
  readonly queues?: readonly QueueDefinition[];
  /** Connection string of a blob service that runs already, used in place of an own one; `ports.blob` is not. */
  readonly storage?: string | undefined;
}

/** What the app needs to reach the stand-ins. */
export interface StandInSettings extends Readonly<Record<string, string>> {
  readonly COSMOS__accountEndpoint: string;
  readonly COSMOS__accountKey: string;
  readonly SERVICE_BUS: string;
  readonly STORAGE: string;
}

/** Cosmos DB, Service Bus and blob storage on 127.0.0.1, with what the app finds on Azure made. */
export interface StandIns {
  readonly ports: StandInPorts;
  readonly settings: StandInSettings;
  readonly serviceBus: ServiceBusServer;
  readonly blobs: BlobServiceClient;
  stop(): Promise<void>;
}

/**
 * Starts the stand-ins with the app's resources. When one of them cannot start, those that have are stopped again.
 *
 * @throws PortInUse when a fixed port is taken, DataDirInUse when another process works on the folder.
 */
export async function startStandIns(options: StandInOptions = {}): Promise<StandIns> {
  const parts = new StartedParts();
  try {
    if (options.dataDir !== undefined) parts.add(claim(options.dataDir));
    const { cosmos, serviceBus, blob } = await startServers(parts, options);
    const blobs = BlobServiceClient.fromConnectionString(blob.connectionString);
    await Promise.all(BLOB_CONTAINERS.map((name) => blobs.getContainerClient(name).createIfNotExists()));
    return {
      ports: { cosmos: cosmos.port, serviceBus: serviceBus.port, blob: blob.port },
      settings: {
        COSMOS__accountEndpoint: cosmos.endpoint,
        COSMOS__accountKey: cosmos.key,
        SERVICE_BUS: serviceBus.connectionString,
        STORAGE: blob.connectionString,
      },
      ...{ serviceBus, blobs },
      stop: () => parts.stop(),
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

interface BlobService {
  readonly connectionString: string;
  readonly port: number;
}

interface Servers {
  readonly cosmos: CosmosServer;
  readonly serviceBus: ServiceBusServer;
  readonly blob: BlobService;
}

async function startServers(parts: StartedParts, options: StandInOptions): Promise<Servers> {
  const { dataDir, ports = {}, databases = DATABASES, queues = QUEUES } = options;
  const at = (name: string) => (dataDir === undefined ? {} : { dataDir: join(dataDir, name) });
  const starting = [
    parts.keep('cosmos', startCosmos({ ...port(ports.cosmos), ...at('cosmos'), databases })),
    parts.keep('serviceBus', startServiceBus({ ...port(ports.serviceBus), ...at('bus'), queues })),
    options.storage === undefined
      ? parts.keep('blob', startOwnBlob({ ...port(ports.blob), ...at('blob') }))
      : runningBlob(options.storage),
  ] as const;
  // One that is still on its way when another fails would be started after all was stopped.
  await Promise.allSettled(starting);
  const [cosmos, serviceBus, blob] = await Promise.all(starting);
  return { cosmos, serviceBus, blob };
}

/** Azurite takes more than half a second to load: it is loaded only when it is needed, while the others start. */
async function startOwnBlob(options: {
  readonly port?: number;
  readonly dataDir?: string;
}): Promise<BlobService & Stoppable> {
  const { startBlob } = await import('./blob/start-blob.ts');
  return startBlob(options);
}

async function runningBlob(connectionString: string): Promise<BlobService> {
  const { url } = BlobServiceClient.fromConnectionString(connectionString);
  return { connectionString, port: Number(new URL(url).port) };
}

function claim(dataDir: string): Stoppable {
  const release = lockDataDir(dataDir);
  return {
    stop: async () => {
      release();
    },
  };
}

function port(fixed: number | undefined): { readonly port?: number } {
  return fixed === undefined ? {} : { port: fixed };
}
