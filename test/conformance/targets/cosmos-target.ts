import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { LeapingClock } from './leaping-clock.ts';
import { readTarget } from './read-target.ts';

/** An account of Cosmos DB, with a database for one suite. */
export interface CosmosAccount {
  readonly client: CosmosClient;
  readonly endpoint: string;
  readonly database: string;
  /** Lets time pass for the service. */
  readonly pass: (ms: number) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export const cosmosTarget = readTarget<
  CosmosAccount,
  'CONFORMANCE_COSMOS_ENDPOINT' | 'CONFORMANCE_COSMOS_KEY'
>('Cosmos DB', { local, azure, settings: ['CONFORMANCE_COSMOS_ENDPOINT', 'CONFORMANCE_COSMOS_KEY'] });

async function local(): Promise<CosmosAccount> {
  const clock = new LeapingClock();
  const server = await startCosmos({ databases: [], now: clock.now });
  const account = await open(server.endpoint, server.key);
  return {
    ...account,
    pass: async (ms) => {
      clock.leap(ms);
    },
    dispose: async () => {
      await account.dispose();
      await server.stop();
    },
  };
}

async function azure(
  setting: (name: 'CONFORMANCE_COSMOS_ENDPOINT' | 'CONFORMANCE_COSMOS_KEY') => string,
): Promise<CosmosAccount> {
  return {
    ...(await open(setting('CONFORMANCE_COSMOS_ENDPOINT'), setting('CONFORMANCE_COSMOS_KEY'))),
    pass: async (ms) => pause(ms),
  };
}

async function open(endpoint: string, key: string): Promise<Omit<CosmosAccount, 'pass'>> {
  const client = new CosmosClient({ endpoint, key });
  const { database } = await client.databases.create({ id: `conformance-${randomUUID()}` });
  return {
    ...{ client, endpoint, database: database.id },
    dispose: async () => {
      await database.delete();
      client.dispose();
    },
  };
}
