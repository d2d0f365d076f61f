import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosAuditLog } from '../../shared/adapters/cosmos/cosmos-audit-log.ts';
import type { AuditEntry } from '../../shared/application/ports/audit-log.ts';
import { MemoryAuditLog } from '../support/memory/memory-audit-log.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeAuditLog } from './audit-log.ts';

describe('in memory', () => {
  describeAuditLog(async () => new MemoryAuditLog());
});

describe('on the local stand-in of Cosmos DB', () => {
  let server: CosmosServer;
  let client: CosmosClient;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  async function makeContainer(): Promise<Container> {
    made += 1;
    const { container } = await client
      .database('evenkeel')
      .containers.create({ id: `audit-${made}`, partitionKey: { paths: ['/subject'] } });
    return container;
  }

  describeAuditLog(async () => new CosmosAuditLog(await makeContainer(), new RecordingLog()));

  test('lists the others beside an entry that cannot be read, and reports it', async () => {
    const log = new RecordingLog();
    const container = await makeContainer();
    const audit = new CosmosAuditLog(container, log);
    const entry: AuditEntry = {
      outcome: 'asked',
      ...{ subject: 'lock:sales', changeId: 'a', action: 'break', author: 'ada', reason: 'x', at: 0 },
    };
    await audit.append(entry);
    await container.items.create({
      ...{ id: 'newer', type: 'audit-entry', schemaVersion: 2, position: '2', subject: 'lock:sales' },
    });

    expect(await audit.list('lock:sales', { limit: 5 })).toEqual({ items: [entry] });
    expect(log.errors).toHaveLength(1);
  });
});
