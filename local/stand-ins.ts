import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import type { CosmosOptions } from './cosmos/start-cosmos.ts';
import { lockDataDir } from './lock-data-dir.ts';
import { BLOB_CONTAINERS, DATABASES, QUEUES } from './resources.ts';
import type { QueueDefinition } from './service-bus/start-service-bus.ts';
import { StartedParts, type Stoppable } from './started-parts.ts';
import type { BlobAddresses } from './threads/blob-thread.ts';
import type { CosmosAddresses } from './threads/cosmos-thread.ts';
import {
  startBlobThread,
  startCosmosThread,
  startServiceBusThread,
  type ServiceBusThread,
} from './threads/start-stand-in-threads.ts';

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
  readonly METRICS__serviceBusEndpoint: string;
  readonly STORAGE: string;
}

/** What is asked of the queues beside the SDK. */
export type QueueViews = Pick<ServiceBusThread, 'counts' | 'operations' | 'peek'>;

/** Cosmos DB, Service Bus and blob storage on 127.0.0.1, with what the app finds on Azure made. */
export interface StandIns {
  readonly ports: StandInPorts;
  readonly settings: StandInSettings;
  /** Looking into its queues holds up the calling thread until the stand-in's has answered. */
  readonly serviceBus: QueueViews;
  readonly blobs: BlobServiceClient;
  stop(): Promise<void>;
}

/**
 * Starts the stand-ins with the app's resources, each in a thread of its own. When one of them cannot start, those that
 * have are stopped again; when one ends unexpectedly later on, the process ends with an error that says so.
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
        METRICS__serviceBusEndpoint: `http://127.0.0.1:${serviceBus.adminPort}/`,
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

interface Servers {
  readonly cosmos: CosmosAddresses;
  readonly serviceBus: ServiceBusThread;
  readonly blob: BlobAddresses;
}

async function startServers(parts: StartedParts, options: StandInOptions): Promise<Servers> {
  const { dataDir, ports = {}, databases = DATABASES, queues = QUEUES } = options;
  const at = (name: string) => (dataDir === undefined ? {} : { dataDir: join(dataDir, name) });
  const starting = [
    parts.keep('cosmos', startCosmosThread({ ...port(ports.cosmos), ...at('cosmos'), databases })),
    parts.keep('serviceBus', startServiceBusThread({ ...port(ports.serviceBus), ...at('bus'), queues })),
    options.storage === undefined
      ? parts.keep('blob', startBlobThread({ ...port(ports.blob), ...at('blob') }))
      : runningBlob(options.storage),
  ] as const;
  // One that is still on its way when another fails would be started after all was stopped.
  await Promise.allSettled(starting);
  const [cosmos, serviceBus, blob] = await Promise.all(starting);
  return { cosmos, serviceBus, blob };
}

async function runningBlob(connectionString: string): Promise<BlobAddresses> {
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
