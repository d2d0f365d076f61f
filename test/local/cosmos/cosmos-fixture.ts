import {
  CosmosClient,
  ErrorResponse,
  type Container,
  type ItemDefinition,
  type PartitionKey,
} from '@azure/cosmos';
import { onTestFinished } from 'vitest';
import { JOBS } from './jobs-database.ts';
import { startCosmos, type CosmosOptions, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';

export const NOON = Date.UTC(2026, 2, 1, 12);

export interface Fixture {
  readonly server: CosmosServer;
  readonly client: CosmosClient;
  readonly jobs: Container;
}

/** A stand-in with a container `jobs`, and the real SDK's client on it; both are closed after the test. */
export async function openCosmos(options: Partial<CosmosOptions> = {}): Promise<Fixture> {
  const server = await startCosmos({ databases: JOBS, ...options });
  const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  // Not a hook of this file, which several test files of one process share.
  onTestFinished(async () => {
    client.dispose();
    await server.stop();
  });
  return { server, client, jobs: client.database('evenkeel').container('jobs') };
}

/** A fixture whose `jobs` container has the given settings beside its id and partition key. */
export async function openCosmosWith(
  settings: Partial<CosmosOptions['databases'][number]['containers'][number]>,
  options: Partial<CosmosOptions> = {},
): Promise<Fixture> {
  const container = { id: 'jobs', partitionKey: '/jobId', ...settings };
  return openCosmos({ ...options, databases: [{ id: 'evenkeel', containers: [container] }] });
}

export async function createAll(container: Container, items: readonly ItemDefinition[]): Promise<void> {
  for (const item of items) await container.items.create(item);
}

/** The item as it is stored; undefined when it is not there. */
export async function stored(container: Container, id: string, jobId: PartitionKey): Promise<unknown> {
  return (await container.item(id, jobId).read<ItemDefinition>()).resource;
}

/** The status a refused call gives; 0 when it is not refused by the service. */
export async function codeOf(call: Promise<unknown>): Promise<number> {
  try {
    await call;
    return 0;
  } catch (error) {
    const refusal = error instanceof Error && error.cause instanceof ErrorResponse ? error.cause : error;
    return refusal instanceof ErrorResponse && typeof refusal.code === 'number' ? refusal.code : -1;
  }
}

export function ifMatch(etag: string): { readonly accessCondition: { type: string; condition: string } } {
  return { accessCondition: { type: 'IfMatch', condition: etag } };
}
