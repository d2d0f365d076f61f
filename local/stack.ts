import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlobServiceClient } from '@azure/storage-blob';
import { startBlob } from './blob/start-blob.ts';
import { startCosmos } from './cosmos/start-cosmos.ts';
import { startFunctionsHost, type FunctionsHost } from './functions-host/start-functions-host.ts';
import { lockDataDir } from './lock-data-dir.ts';
import { BLOB_CONTAINERS, DATABASES, QUEUES } from './resources.ts';
import { startServiceBus, type ServiceBusServer } from './service-bus/start-service-bus.ts';

export interface StackOptions {
  /** Where the state is kept; absent: in memory only, gone with the process. */
  readonly dataDir?: string;
  /** Fixed ports; 0 or absent: any free one. */
  readonly ports?: Partial<Ports>;
  /** Settings of the app that differ from the stack's. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (entry: LogEntry) => void;
}

export interface Ports {
  readonly http: number;
  readonly cosmos: number;
  readonly serviceBus: number;
  readonly blob: number;
}

export interface LogEntry {
  readonly level: string;
  readonly category: string;
  readonly message: string;
}

/** The whole system on 127.0.0.1, ready for requests. */
export interface Stack {
  /** Base address of the app's HTTP functions, without a slash at the end. */
  readonly url: string;
  readonly ports: Ports;
  /** The app's settings: the addresses and keys of the stand-ins among them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly host: FunctionsHost;
  readonly serviceBus: ServiceBusServer;
  readonly blobs: BlobServiceClient;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Starts blob storage, Cosmos DB, Service Bus and the Functions host with the built app (`npm run build`).
 * When one of them cannot start, those that have are stopped again.
 *
 * @throws PortInUse when a fixed port is taken, DataDirInUse when another process works on the folder.
 */
export async function startStack({ dataDir, ports = {}, settings, log }: StackOptions = {}): Promise<Stack> {
  const started: Stoppable[] = [];
  try {
    if (dataDir !== undefined) started.push(claim(dataDir));
    const at = (name: string) => (dataDir === undefined ? {} : { dataDir: join(dataDir, name) });
    const [cosmos, serviceBus, blob] = await Promise.all([
      keep(started, 'cosmos', startCosmos({ ...port(ports.cosmos), ...at('cosmos'), databases: DATABASES })),
      keep(
        started,
        'serviceBus',
        startServiceBus({ ...port(ports.serviceBus), ...at('bus'), queues: QUEUES }),
      ),
      keep(started, 'blob', startBlob({ ...port(ports.blob), ...at('blob') })),
    ]);
    const blobs = BlobServiceClient.fromConnectionString(blob.connectionString);
    await Promise.all(BLOB_CONTAINERS.map((name) => blobs.getContainerClient(name).createIfNotExists()));
    const appSettings = {
      COSMOS__accountEndpoint: cosmos.endpoint,
      COSMOS__accountKey: cosmos.key,
      SERVICE_BUS: serviceBus.connectionString,
      STORAGE: blob.connectionString,
      DISPATCH_SCHEDULE: '*/5 * * * * *',
      RECOVERY_SCHEDULE: '*/30 * * * * *',
      ...settings,
    };
    const host = await keep(
      started,
      'http',
      startFunctionsHost({
        appDirectory: ROOT,
        settings: appSettings,
        ...port(ports.http),
        ...at('host'),
        ...(log === undefined ? {} : { log }),
      }),
    );
    return {
      url: host.url,
      ports: { http: host.port, cosmos: cosmos.port, serviceBus: serviceBus.port, blob: blob.port },
      settings: appSettings,
      ...{ host, serviceBus, blobs },
      stop: () => stopAll(started),
    };
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

interface Stoppable {
  stop(): Promise<void>;
}

function claim(dataDir: string): Stoppable {
  const release = lockDataDir(dataDir);
  return {
    stop: async () => {
      release();
    },
  };
}

/** Thrown when a part of the stack cannot have the port that it was given. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  readonly part: string;

  constructor(part: string, options: ErrorOptions) {
    super(`The port for ${part} is in use by another program.`, options);
    this.part = part;
  }
}

async function keep<T extends Stoppable>(
  started: Stoppable[],
  part: string,
  starting: Promise<T>,
): Promise<T> {
  try {
    const server = await starting;
    started.push(server);
    return server;
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken ? new PortInUse(part, { cause: error }) : error;
  }
}

/** The last started stops first: the host before what it talks to. */
async function stopAll(started: Stoppable[]): Promise<void> {
  for (const server of started.splice(0).reverse()) await server.stop();
}

function port(fixed: number | undefined): { readonly port?: number } {
  return fixed === undefined ? {} : { port: fixed };
}
