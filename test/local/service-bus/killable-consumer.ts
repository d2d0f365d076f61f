import { ServiceBusClient } from '@azure/service-bus';

/** A consumer in a process of its own, to be killed while it holds a message: `node killable-consumer.ts <connection>`. */
const [connectionString = ''] = process.argv.slice(2);

const receiver = new ServiceBusClient(connectionString).createReceiver('runs');
await receiver.receiveMessages(1);
process.stdout.write('holding\n');
