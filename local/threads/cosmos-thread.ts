import { enableCompileCache } from 'node:module';
import type { CosmosOptions } from '../cosmos/start-cosmos.ts';
import { serveInThread } from './serve-in-thread.ts';

export interface CosmosAddresses {
  readonly endpoint: string;
  readonly key: string;
  readonly port: number;
}

enableCompileCache();
const { startCosmos } = await import('../cosmos/start-cosmos.ts');

serveInThread<CosmosOptions, CosmosAddresses>(async (options) => {
  const server = await startCosmos(options);
  const { endpoint, key, port } = server;
  return { server, addresses: { endpoint, key, port } };
});
