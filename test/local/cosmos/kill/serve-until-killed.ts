import { startCosmos } from '../../../../local/cosmos/start-cosmos.ts';
import { KILLED_DATABASE } from './killed-database.ts';

// A process of its own: serves a folder until it is killed, and says where.
const [dataDir = ''] = process.argv.slice(2);
const server = await startCosmos({ dataDir, databases: KILLED_DATABASE });
process.stdout.write(`${server.endpoint}\n`);
