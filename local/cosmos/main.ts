import { parseArgs } from 'node:util';
import { startCosmos, type CosmosOptions } from './start-cosmos.ts';

const USAGE = `Runs the Cosmos DB stand-in alone, until Ctrl-C.

node local/cosmos/main.ts [options]
  --port N                          where to listen on 127.0.0.1 (8081)
  --data-dir PATH                   where to keep the data (in memory only)
  --container DATABASE:ID:/KEYPATH  made when it is not there; as often as there are containers`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8081' },
    'data-dir': { type: 'string' },
    container: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await serve();

async function serve(): Promise<void> {
  const dataDir = values['data-dir'];
  const server = await startCosmos({
    port: Number(values.port),
    databases: toDatabases(values.container),
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  console.log(`endpoint ${server.endpoint}\nkey      ${server.key}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
}

function toDatabases(containers: readonly string[]): CosmosOptions['databases'] {
  const parsed = containers.map((text) => {
    const [, database, id, partitionKey] = /^([^:]+):([^:]+):(\/.+)$/.exec(text) ?? [];
    if (database === undefined || id === undefined || partitionKey === undefined) {
      throw new Error(`'${text}' is not DATABASE:ID:/KEYPATH, such as evenkeel:jobs:/jobId.`);
    }
    return { database, id, partitionKey };
  });
  return [...Map.groupBy(parsed, ({ database }) => database)].map(([id, found]) => ({
    id,
    containers: found.map((container) => ({ id: container.id, partitionKey: container.partitionKey })),
  }));
}
