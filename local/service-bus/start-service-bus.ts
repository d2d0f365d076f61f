import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../sqlite/open-database.ts';
import { AdminServer } from './admin/admin-server.ts';
import { ServiceBusAdmin } from './admin/service-bus-admin.ts';
import { AmqpServer } from './amqp/amqp-server.ts';
import type { SharedAccessKey } from './amqp/shared-access-signature.ts';
import { type StartTimer, startSystemTimer } from './broker/alarm.ts';
import { Broker, type BrokerDependencies } from './broker/broker.ts';
import { SERVICE_BUS_SCHEMA } from './broker/message-store.ts';
import type { OperationCounts } from './broker/operation-counts.ts';
import type { QueueCounts } from './broker/queue-counts.ts';
import { type QueueDefinition, type QueueSettings, toQueueSettings } from './broker/queue-settings.ts';

export type { QueueDefinition } from './broker/queue-settings.ts';

export interface ServiceBusOptions {
  /** 0 or undefined for a free one. */
  readonly port?: number;
  /** Where messages survive a restart; undefined for memory only. */
  readonly dataDir?: string;
  /** Epoch ms; the system clock when undefined. */
  readonly now?: () => number;
  /** Node's timers when undefined; to be given together with `now`. */
  readonly startTimer?: StartTimer;
  readonly queues: readonly QueueDefinition[];
  /** Whether to open the operator's HTTP port, and where; default false. */
  readonly admin?: boolean | { readonly port: number };
}

export interface ServiceBusServer {
  /** For `new ServiceBusClient(…)` of @azure/service-bus. */
  readonly connectionString: string;
  readonly port: number;
  /** Looks into the queues and makes things go wrong in them. */
  readonly admin: ServiceBusAdmin;
  /** Of the operator's HTTP port; undefined when it was not asked for. */
  readonly adminPort: number | undefined;
  /** How many messages a queue holds, by state. @throws Error when there is no such queue. */
  counts(queue: string): QueueCounts;
  /** What clients have asked of a queue since the start, so far. @throws Error when there is no such queue. */
  operations(queue: string): Readonly<OperationCounts>;
  /** Ends all connections, commits, and releases port and files. */
  stop(): Promise<void>;
}

/** Not a secret: the server listens on the loopback interface only. It is checked, so that a mix-up shows. */
const KEY: SharedAccessKey = { name: 'RootManageSharedAccessKey', key: 'local-development-only' };

/**
 * Starts a stand-in for Azure Service Bus queues that the real SDK speaks to over plain TCP on 127.0.0.1.
 *
 * What it acknowledges (sends, settlements, schedules) is committed first and survives a killed process; messages
 * that a receiver held then count as a failed delivery. Topics, transactions and rules are refused with
 * `amqp:not-implemented`. Messages of queues that are no longer defined stay on disk, out of reach.
 *
 * @throws Error with code EADDRINUSE when the port is taken; Error when a definition cannot be accepted or another
 * process has the data folder open.
 */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBusServer> {
  const { dataDir, queues, port = 0, now = Date.now, startTimer = startSystemTimer } = options;
  const settings = toQueueSettings(queues);
  const database = openExclusively(dataDir);
  const broker = openBroker(settings, { database, now, startTimer });
  const server = new AmqpServer({ broker, key: KEY, now, startTimer, port });
  const release = (): void => {
    broker.close();
    database.close();
  };
  const admin = new ServiceBusAdmin({ broker, dropConnections: () => server.dropConnections() });
  const adminServer =
    options.admin === undefined || options.admin === false ? undefined : new AdminServer(admin);
  const stopAll = async (): Promise<void> => {
    // What has come in is still acknowledged.
    broker.turn.end();
    await adminServer?.stop();
    await server.stop();
    release();
  };
  const [listeningPort, adminPort] = await Promise.all([
    server.listen(),
    adminServer?.listen(typeof options.admin === 'object' ? options.admin.port : 0),
  ]).catch(async (error: unknown) => {
    await stopAll();
    throw error;
  });
  let stopping: Promise<void> | undefined;
  return {
    connectionString: toConnectionString(listeningPort),
    port: listeningPort,
    admin,
    adminPort,
    counts: (queue) => admin.queue(queue).counts,
    operations: (queue) => admin.operations(queue),
    stop: () => (stopping ??= stopAll()),
  };
}

/** A database that cannot be read must not stay locked. */
function openBroker(settings: readonly QueueSettings[], dependencies: BrokerDependencies): Broker {
  try {
    return new Broker(settings, dependencies);
  } catch (error) {
    dependencies.database.close();
    throw error;
  }
}

/** The queues keep their contents in memory, so a second process on the same file would hand messages out twice. */
function openExclusively(dataDir: string | undefined): DatabaseSync {
  try {
    const database = openDatabase({ dataDir, name: 'service-bus' }, SERVICE_BUS_SCHEMA);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
    return database;
  } catch (error) {
    const where = dataDir ?? 'memory';
    throw new Error(`The Service Bus data in '${where}' cannot be opened; is another process using it?`, {
      cause: error,
    });
  }
}

function toConnectionString(port: number): string {
  const { name, key } = KEY;
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${name};SharedAccessKey=${key};UseDevelopmentEmulator=true;`;
}
