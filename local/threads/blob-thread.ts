import { enableCompileCache } from 'node:module';
import type { BlobOptions } from '../blob/start-blob.ts';
import { serveInThread } from './serve-in-thread.ts';

export interface BlobAddresses {
  readonly connectionString: string;
  readonly port: number;
}

enableCompileCache();
const { startBlob } = await import('../blob/start-blob.ts');

serveInThread<BlobOptions, BlobAddresses>(async (options) => {
  const server = await startBlob(options);
  const { connectionString, port } = server;
  return { server, addresses: { connectionString, port } };
});
