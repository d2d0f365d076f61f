import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ReceiverThread } from './functions-host/service-bus/receiver-thread.ts';
import type { StrictOptions } from './functions-host/durable/strict/strict-options.ts';
import { startFunctionsHost, type FunctionsHost } from './functions-host/start-functions-host.ts';
import { queueSnapshots } from './queue-snapshots.ts';
import { startStandIns, type QueueViews, type StandInPorts, type StandIns } from './stand-ins.ts';
import { StartedParts } from './started-parts.ts';

export { PortInUse } from './started-parts.ts';

export interface StackOptions {
  /** Where the state is kept; absent: in memory only, gone with the process. */
  readonly dataDir?: string;
  /** Fixed ports; 0 or absent: any free one. */
  readonly ports?: Partial<Ports>;
  /** Settings of the app that differ from the stack's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Connection string of a blob service that runs already; absent: the stack starts one of its own. */
  readonly storage?: string;
  /** Makes the host stricter than Azure, so that mistakes of orchestrators and activities show. */
  readonly strict?: StrictOptions;
  readonly log?: (entry: LogEntry) => void;
}

export interface Ports extends StandInPorts {
  readonly http: number;
}

export interface LogEntry {
  readonly level: string;
  readonly category: string;
  readonly message: string;
}

/** The whole system on 127.0.0.1, ready for requests. */
export interface Stack extends Pick<StandIns, 'serviceBus' | 'blobs'> {
  /** Base address of the app's HTTP functions, without a slash at the end. */
  readonly url: string;
  readonly ports: Ports;
  /** The app's settings: the addresses and keys of the stand-ins among them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly host: FunctionsHost;
  stop(): Promise<void>;
}

/** Receives for the hosts of all stacks of the process. */
const receivers = new ReceiverThread();

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Starts blob storage, Cosmos DB, Service Bus and the Functions host with the built app (`npm run build`).
 * When one of them cannot start, those that have are stopped again.
 *
 * @throws PortInUse when a fixed port is taken, DataDirInUse when another process works on the folder.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { dataDir, ports = {}, storage } = options;
  const parts = new StartedParts();
  try {
    const standIns = await startStandIns({ dataDir, ports, storage });
    parts.add(standIns);
    const settings = {
      ...standIns.settings,
      DISPATCH_SCHEDULE: '*/5 * * * * *',
      RECOVERY_SCHEDULE: '*/30 * * * * *',
      AUDIT_SCHEDULE: '0 * * * * *',
      ALERTS_RAISE_SCHEDULE: '*/3 * * * * *',
      ALERTS_DELIVER_SCHEDULE: '1-59/3 * * * * *',
      ALERTS__sweepSeconds: '5',
      STATISTICS_SCHEDULE: '*/5 * * * * *',
      GRAPHQL__introspection: 'on',
      OUTGOING__allowedPrivateRanges: '127.0.0.0/8,::1/128',
      EVENKEEL_AUTH: 'open',
      ...options.settings,
    };
    const host = await parts.keep('http', startHost({ ...options, settings }, standIns.serviceBus));
    return {
      url: host.url,
      ports: { http: host.port, ...standIns.ports },
      ...{ settings, host, serviceBus: standIns.serviceBus, blobs: standIns.blobs },
      stop: () => parts.stop(),
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function startHost(
  { dataDir, ports, log, strict, settings = {} }: StackOptions,
  serviceBus: QueueViews,
): Promise<FunctionsHost> {
  return startFunctionsHost({
    appDirectory: ROOT,
    settings,
    queues: () => queueSnapshots(serviceBus),
    connectMessageSource: (queue) => receivers.connect(queue),
    ...(ports?.http === undefined ? {} : { port: ports.http }),
    ...(dataDir === undefined ? {} : { dataDir: join(dataDir, 'host') }),
    ...(log === undefined ? {} : { log }),
    ...(strict === undefined ? {} : { strict }),
  });
}
