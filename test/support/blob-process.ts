import { startBlob } from '../../local/blob/start-blob.ts';

/** A blob service for as long as the process lives that started this one; it is told the connection string. */
const { connectionString } = await startBlob({});
process.on('disconnect', () => process.exit(0));
process.send?.(connectionString);
