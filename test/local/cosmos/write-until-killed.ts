import { CosmosClient } from '@azure/cosmos';
import { startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { JOBS } from './jobs-database.ts';

// A process of its own: writes a document and a batch over and over, says each number once it has been answered,
// and goes on until it is killed.
const [dataDir = ''] = process.argv.slice(2);
const server = await startCosmos({ dataDir, databases: JOBS });
const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
const { items } = client.database('evenkeel').container('jobs');

for (let n = 0; ; n += 1) {
  await items.create({ id: `item-${n}`, jobId: 'a', n });
  const halves = ['left', 'right'].map((half) => ({
    operationType: 'Create' as const,
    resourceBody: { id: `${half}-${n}`, jobId: 'a', n },
  }));
  await items.batch(halves, 'a');
  process.stdout.write(`${n}\n`);
}
