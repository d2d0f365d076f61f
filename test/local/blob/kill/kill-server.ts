import { startBlob } from '../../../../local/blob/start-blob.ts';

// A blob service in a process of its own, to be killed: prints its connection string and serves until then.
const server = await startBlob({ dataDir: process.argv[2] ?? '' });
process.stdout.write(`${server.connectionString}\n`);
