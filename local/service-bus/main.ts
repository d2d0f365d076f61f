import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { queueDefinition } from './broker/queue-settings.ts';
import { startServiceBus } from './start-service-bus.ts';

/** The stand-in by itself: `node local/service-bus/main.ts --queues queues.json`; stops on Ctrl+C. */
const USAGE =
  'node local/service-bus/main.ts --queues <file.json> [--port 5672] [--data-dir <folder>] [--admin-port <port>]';

const port = z.coerce.number().pipe(z.int().min(0).max(65_535));

try {
  const server = await startServiceBus(readOptions());
  console.log(`Connection string: ${server.connectionString}`);
  if (server.adminPort !== undefined) console.log(`Admin: http://127.0.0.1:${server.adminPort}/queues`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
} catch (error) {
  console.error(error instanceof z.ZodError ? z.prettifyError(error) : String(error));
  console.error(`Usage: ${USAGE}`);
  process.exitCode = 1;
}

function readOptions(): Parameters<typeof startServiceBus>[0] {
  const { values } = parseArgs({
    options: {
      queues: { type: 'string' },
      port: { type: 'string', default: '5672' },
      'data-dir': { type: 'string' },
      'admin-port': { type: 'string' },
    },
  });
  const { queues, 'data-dir': dataDir, 'admin-port': adminPort } = values;
  if (queues === undefined) throw new Error('The file with the queues is missing.');
  return {
    queues: z.array(queueDefinition).parse(JSON.parse(readFileSync(queues, 'utf8'))),
    port: port.parse(values.port),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(adminPort === undefined ? {} : { admin: { port: port.parse(adminPort) } }),
  };
}
