import { startServiceBus } from '../../../../local/service-bus/start-service-bus.ts';
import { KILL_QUEUES } from './kill-queues.ts';

/** The server that is killed: `node kill-server.ts <data dir>`; prints its connection string. */
const [dataDir = ''] = process.argv.slice(2);

const server = await startServiceBus({ dataDir, queues: KILL_QUEUES });
process.stdout.write(`${server.connectionString}\n`);
