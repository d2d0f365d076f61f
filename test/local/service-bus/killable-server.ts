import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';

/** A server in a process of its own, to be killed: `node killable-server.ts <data dir> <port>`; prints its port. */
const [dataDir = '', port = '0'] = process.argv.slice(2);

const server = await startServiceBus({
  dataDir,
  port: Number(port),
  queues: [{ name: 'runs', maxDeliveryCount: 3, duplicateDetectionWindowMs: 600_000 }],
});
process.stdout.write(`${server.port}\n`);
